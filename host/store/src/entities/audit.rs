//! The audit trail.

pub(crate) mod audit_entry {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_entry")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub asked_at_ms: i64,
        pub actor_kind: String,
        pub actor_id: String,
        pub address: Option<String>,
        pub request_id: Option<String>,
        pub user_agent: Option<String>,
        pub kind: String,
        pub operation: String,
        pub object_kind: String,
        pub object_id: String,
        pub before_json: Option<String>,
        pub after_json: Option<String>,
        pub outcome: String,
        pub code: Option<String>,
        pub done_at_ms: Option<i64>,
        pub seq: Option<i64>,
        pub hash: Option<Vec<u8>>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod audit_checkpoint {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_checkpoint")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        pub hash: Vec<u8>,
        pub signed_at_ms: i64,
        pub key_id: String,
        pub signature: Vec<u8>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
