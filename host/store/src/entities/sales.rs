//! Sales and returns.

pub(crate) mod sale {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sale")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub number: String,
        pub status: String,
        pub request_digest: String,
        pub digest: String,
        pub store_id: Uuid,
        pub terminal_id: Uuid,
        pub legal_entity_id: Uuid,
        pub member_id: Option<Uuid>,
        pub channel: String,
        pub occurred_at_ms: i64,
        pub recorded_at_ms: i64,
        pub business_date: String,
        pub currency: String,
        pub subtotal_minor: i64,
        pub discount_minor: i64,
        pub tax_minor: i64,
        pub total_minor: i64,
        pub cash_rounding_minor: i64,
        pub change_minor: i64,
        pub skipped_json: Option<String>,
        pub expires_at_ms: Option<i64>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod sale_line {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sale_line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub sale_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub line: i64,
        pub variant_id: Option<Uuid>,
        pub sku: String,
        pub name: String,
        pub quantity_micros: i64,
        pub unit_price_minor: i64,
        pub stock_units: i64,
        pub is_measured: bool,
        pub tags_json: Option<String>,
        pub gift_json: Option<String>,
        pub original_minor: i64,
        pub manual_discount_minor: i64,
        pub discount_minor: i64,
        pub amount_minor: i64,
        pub tax_ppm: i64,
        pub tax_minor: i64,
        pub units_json: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod sale_adjustment {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sale_adjustment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub sale_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub ordinal: i64,
        pub installation_id: Uuid,
        pub plugin: String,
        pub version: String,
        pub component: String,
        pub reference: String,
        pub labels_json: Option<String>,
        pub note: Option<String>,
        pub level: String,
        pub amount_minor: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod sale_allocation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sale_allocation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub sale_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub adjustment: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub ordinal: i64,
        pub line: i64,
        pub first_unit: i64,
        pub units: i64,
        pub amount_minor: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod sale_tax {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sale_tax")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub sale_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub ordinal: i64,
        pub rate_ppm: i64,
        pub net_minor: i64,
        pub tax_minor: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod sale_tender {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sale_tender")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub sale_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub ordinal: i64,
        pub id: Uuid,
        pub method: String,
        pub amount_minor: i64,
        pub state: String,
        pub reference: Option<String>,
        pub foreign_json: Option<String>,
        pub parts_json: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod sale_pricing {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sale_pricing")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub sale_id: Uuid,
        pub arithmetic: i64,
        pub input_json: String,
        pub consulted_json: String,
        pub checks_json: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod sale_return {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sale_return")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub number: String,
        pub request_digest: String,
        pub digest: String,
        pub sale_id: Uuid,
        pub store_id: Uuid,
        pub terminal_id: Uuid,
        pub legal_entity_id: Uuid,
        pub occurred_at_ms: i64,
        pub recorded_at_ms: i64,
        pub business_date: String,
        pub currency: String,
        pub reason: Option<String>,
        pub tax_minor: i64,
        pub refund_minor: i64,
        pub cash_rounding_minor: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod sale_return_line {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sale_return_line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub return_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub ordinal: i64,
        pub line: i64,
        pub sku: String,
        pub first_unit: i64,
        pub units: i64,
        pub quantity_micros: i64,
        pub amount_minor: i64,
        pub tax_minor: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod sale_return_tender {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sale_return_tender")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub return_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub ordinal: i64,
        pub id: Uuid,
        pub method: String,
        pub amount_minor: i64,
        pub state: String,
        pub reference: Option<String>,
        pub foreign_json: Option<String>,
        pub parts_json: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
