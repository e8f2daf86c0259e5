//! Entities of payments.

pub(crate) mod payment {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub state: String,
        pub intent: String,
        pub sale_id: Uuid,
        pub number: String,
        pub return_id: Option<Uuid>,
        pub tender_id: Uuid,
        pub charge_id: Option<Uuid>,
        pub installation_id: Uuid,
        pub plugin: String,
        pub method: String,
        pub store_id: Uuid,
        pub terminal_id: Uuid,
        pub amount_minor: i64,
        pub currency: String,
        pub presented_code: Option<String>,
        pub reason: Option<String>,
        pub created_at_ms: i64,
        pub expires_at_ms: Option<i64>,
        pub reference: Option<String>,
        pub paid_at_ms: Option<i64>,
        pub waiting_json: Option<String>,
        pub decline_json: Option<String>,
        pub error: Option<String>,
        pub attempts: i64,
        pub due_at_ms: Option<i64>,
        pub version: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod payment_attempt {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_attempt")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub payment_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub at_ms: i64,
        pub step: String,
        pub outcome: String,
        pub detail: Option<String>,
        pub answer_json: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
