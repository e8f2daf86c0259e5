SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.access_grant (
    tenant_id uuid NOT NULL,
    holder uuid NOT NULL,
    role text NOT NULL COLLATE pg_catalog."C",
    unit_id uuid NOT NULL,
    until_ms bigint
);
CREATE TABLE public.access_role (
    tenant_id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL,
    permissions text NOT NULL
);
CREATE TABLE public.api_token (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    secret_sha256 bytea NOT NULL,
    created_at_ms bigint NOT NULL,
    expires_at_ms bigint,
    revoked_at_ms bigint,
    last_used_at_ms bigint
);
CREATE TABLE public.barcode (
    tenant_id uuid NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    variant_id uuid NOT NULL,
    stock_units bigint NOT NULL
);
CREATE TABLE public.channel (
    tenant_id uuid NOT NULL,
    installation_id uuid NOT NULL,
    plugin text NOT NULL COLLATE pg_catalog."C",
    shops text NOT NULL,
    items text NOT NULL,
    batch_max bigint NOT NULL,
    gap_ms bigint NOT NULL,
    compared text NOT NULL
);
CREATE TABLE public.channel_item (
    tenant_id uuid NOT NULL,
    installation_id uuid NOT NULL,
    store_id uuid NOT NULL,
    sku text NOT NULL COLLATE pg_catalog."C",
    variant_id uuid NOT NULL,
    document_key text NOT NULL COLLATE pg_catalog."C",
    on_hand_micros bigint NOT NULL,
    available_micros bigint NOT NULL,
    price_minor bigint,
    is_on_sale boolean NOT NULL,
    version bigint NOT NULL,
    state text NOT NULL,
    due_at_ms bigint,
    attempts bigint NOT NULL,
    error text,
    changed_at_ms bigint NOT NULL
);
CREATE TABLE public.channel_lane (
    tenant_id uuid NOT NULL,
    installation_id uuid NOT NULL,
    store_id uuid NOT NULL,
    shop_key text NOT NULL COLLATE pg_catalog."C",
    due_at_ms bigint,
    next_push_ms bigint NOT NULL,
    lease_token uuid,
    lease_until_ms bigint NOT NULL,
    attempts bigint NOT NULL,
    error text,
    compare_at_ms bigint NOT NULL
);
CREATE TABLE public.channel_mark (
    tenant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    moves bigint NOT NULL
);
CREATE TABLE public.collection (
    tenant_id uuid NOT NULL,
    plugin text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    schema_json text NOT NULL,
    is_compiled boolean NOT NULL,
    indexed_json text NOT NULL,
    generation bigint DEFAULT 0 NOT NULL
);
CREATE TABLE public.component (
    digest text NOT NULL COLLATE pg_catalog."C",
    bytes bytea NOT NULL
);
CREATE TABLE public.delivery (
    tenant_id uuid NOT NULL,
    installation_id uuid NOT NULL,
    seq bigint NOT NULL,
    event_id uuid NOT NULL,
    ordering_key text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL,
    attempts bigint NOT NULL,
    due_at_ms bigint NOT NULL,
    lease_token uuid,
    last_error text,
    closed_at_ms bigint
);
CREATE TABLE public.device (
    tenant_id uuid NOT NULL,
    terminal_id uuid NOT NULL,
    secret_sha256 bytea NOT NULL,
    paired_at_ms bigint NOT NULL,
    seen_at_ms bigint
);
CREATE TABLE public.document (
    tenant_id uuid NOT NULL,
    plugin text NOT NULL COLLATE pg_catalog."C",
    collection text NOT NULL COLLATE pg_catalog."C",
    document_key text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    body text NOT NULL,
    updated_at_ms bigint NOT NULL
);
CREATE TABLE public.document_field (
    tenant_id uuid NOT NULL,
    plugin text NOT NULL COLLATE pg_catalog."C",
    collection text NOT NULL COLLATE pg_catalog."C",
    field text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C",
    document_key text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.document_migration (
    tenant_id uuid NOT NULL,
    installation_id uuid NOT NULL,
    plugin text NOT NULL COLLATE pg_catalog."C",
    from_package text NOT NULL,
    from_version text NOT NULL,
    to_package text NOT NULL,
    to_version text NOT NULL,
    collections_json text NOT NULL,
    target_json text NOT NULL,
    started_at_ms bigint NOT NULL,
    started_by text NOT NULL,
    state text NOT NULL,
    total bigint NOT NULL,
    error text,
    lease_token uuid,
    lease_until_ms bigint NOT NULL
);
CREATE TABLE public.document_staged (
    tenant_id uuid NOT NULL,
    plugin text NOT NULL COLLATE pg_catalog."C",
    collection text NOT NULL COLLATE pg_catalog."C",
    document_key text NOT NULL COLLATE pg_catalog."C",
    source_version bigint NOT NULL,
    outcome text NOT NULL,
    body text
);
CREATE TABLE public.event (
    arrival bigint NOT NULL,
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    event_type text NOT NULL,
    ordering_key text NOT NULL,
    subject_id uuid,
    subject_digest text,
    store_id uuid,
    occurred_at_ms bigint NOT NULL,
    recorded_at_ms bigint NOT NULL,
    depth bigint NOT NULL,
    payload_json text NOT NULL,
    seq bigint,
    hash bytea
);
ALTER TABLE public.event ALTER COLUMN arrival ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.event_arrival_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.event_chain (
    tenant_id uuid NOT NULL,
    head_seq bigint NOT NULL,
    head_hash bytea NOT NULL
);
CREATE TABLE public.exception (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    document_id uuid,
    message_json text NOT NULL,
    raised_at_ms bigint NOT NULL,
    resolved_at_ms bigint,
    resolution text
);
CREATE TABLE public.export_run (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    installation_id uuid NOT NULL,
    plugin text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    parameters_json text NOT NULL,
    language text NOT NULL,
    asked_by text NOT NULL,
    state text NOT NULL,
    attempts bigint NOT NULL,
    due_at_ms bigint NOT NULL,
    lease_token uuid,
    error text,
    file_id uuid,
    created_at_ms bigint NOT NULL,
    ended_at_ms bigint
);
CREATE TABLE public.guess (
    what text NOT NULL COLLATE pg_catalog."C",
    wrong bigint NOT NULL,
    last_ms bigint NOT NULL
);
CREATE TABLE public.installation (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    plugin text NOT NULL COLLATE pg_catalog."C",
    version text NOT NULL,
    package text NOT NULL,
    component text NOT NULL,
    stage text,
    "position" bigint NOT NULL,
    is_enabled boolean NOT NULL,
    cap_ppm bigint,
    settings_json text NOT NULL,
    events_json text NOT NULL,
    permissions_json text NOT NULL,
    status text NOT NULL,
    snapshot text,
    created_at_ms bigint NOT NULL,
    updated_at_ms bigint NOT NULL
);
CREATE TABLE public.installation_candidate (
    tenant_id uuid NOT NULL,
    installation_id uuid NOT NULL,
    package text NOT NULL,
    component text NOT NULL,
    version text NOT NULL,
    settings_json text NOT NULL,
    snapshot text,
    mode text NOT NULL,
    stores_json text NOT NULL,
    permille bigint NOT NULL,
    started_at_ms bigint NOT NULL,
    started_by text NOT NULL
);
CREATE TABLE public.installation_event (
    tenant_id uuid NOT NULL,
    installation_id uuid NOT NULL,
    seq bigint NOT NULL,
    at_ms bigint NOT NULL,
    kind text NOT NULL,
    actor text NOT NULL,
    details_json text NOT NULL
);
CREATE TABLE public.installation_plan (
    tenant_id uuid NOT NULL,
    installation_id uuid NOT NULL,
    consent_json text NOT NULL,
    approved_by text,
    approved_at_ms bigint,
    scope_json text NOT NULL,
    previous_json text,
    switched_at_ms bigint,
    price_plan text
);
CREATE TABLE public.invocation (
    tenant_id uuid NOT NULL,
    installation_id uuid NOT NULL,
    id uuid NOT NULL,
    recorded_at_ms bigint NOT NULL
);
CREATE TABLE public.job (
    tenant_id uuid NOT NULL,
    installation_id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    cron text NOT NULL,
    next_due_ms bigint NOT NULL,
    due_at_ms bigint NOT NULL
);
CREATE TABLE public.job_run (
    tenant_id uuid NOT NULL,
    installation_id uuid NOT NULL,
    job text NOT NULL COLLATE pg_catalog."C",
    scheduled_at_ms bigint NOT NULL,
    invocation_id uuid NOT NULL,
    status text NOT NULL,
    attempts bigint NOT NULL,
    missed bigint NOT NULL,
    lease_token uuid,
    lease_until_ms bigint,
    error text,
    started_at_ms bigint NOT NULL,
    ended_at_ms bigint
);
CREATE TABLE public.killed_package (
    digest text NOT NULL COLLATE pg_catalog."C",
    component text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    package text NOT NULL,
    version text NOT NULL,
    reason text NOT NULL,
    killed_at_ms bigint NOT NULL
);
CREATE TABLE public.ledger_account (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    plugin text NOT NULL COLLATE pg_catalog."C",
    account_key text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL,
    unit text NOT NULL,
    shards bigint NOT NULL,
    share_floor bigint
);
CREATE TABLE public.ledger_balance (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    shard bigint NOT NULL,
    posted bigint NOT NULL,
    held bigint NOT NULL,
    CONSTRAINT ledger_balance_held_check CHECK (((held >= '-9000000000000000000'::bigint) AND (held <= '9000000000000000000'::bigint))),
    CONSTRAINT ledger_balance_posted_check CHECK (((posted >= '-9000000000000000000'::bigint) AND (posted <= '9000000000000000000'::bigint)))
);
CREATE TABLE public.ledger_transfer (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    state text NOT NULL,
    pending_id uuid,
    debit_account_id uuid NOT NULL,
    debit_shard bigint NOT NULL,
    credit_account_id uuid NOT NULL,
    credit_shard bigint NOT NULL,
    amount bigint NOT NULL,
    document_id uuid NOT NULL,
    memo text,
    created_at_ms bigint NOT NULL,
    CONSTRAINT ledger_transfer_amount_check CHECK ((amount > 0))
);
CREATE TABLE public.legal_entity (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    tax_id text,
    currency text NOT NULL,
    tax_mode text NOT NULL
);
CREATE TABLE public.member (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL,
    created_at_ms bigint NOT NULL
);
CREATE TABLE public.member_address (
    tenant_id uuid NOT NULL,
    member_id uuid NOT NULL,
    channel text NOT NULL COLLATE pg_catalog."C",
    address text NOT NULL
);
CREATE TABLE public.member_consent (
    tenant_id uuid NOT NULL,
    member_id uuid NOT NULL,
    purpose text NOT NULL COLLATE pg_catalog."C",
    channel text NOT NULL COLLATE pg_catalog."C",
    is_granted boolean NOT NULL,
    at_ms bigint NOT NULL,
    source text NOT NULL
);
CREATE TABLE public.member_person (
    tenant_id uuid NOT NULL,
    member_id uuid NOT NULL,
    name text,
    phone text,
    email text,
    birthday text
);
CREATE TABLE public.member_stat (
    tenant_id uuid NOT NULL,
    member_id uuid NOT NULL,
    sales_count bigint NOT NULL,
    last_sale_at_ms bigint NOT NULL
);
CREATE TABLE public.member_tag (
    tenant_id uuid NOT NULL,
    member_id uuid NOT NULL,
    tag text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.message (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    plugin text NOT NULL,
    installation_id uuid NOT NULL,
    member_id uuid NOT NULL,
    purpose text NOT NULL,
    template text NOT NULL,
    parameters_json text NOT NULL,
    state text NOT NULL,
    created_at_ms bigint NOT NULL,
    expires_at_ms bigint NOT NULL,
    attempts bigint NOT NULL,
    due_at_ms bigint NOT NULL,
    lease_token uuid,
    sender_id uuid,
    channel text,
    provider_id text,
    reason text,
    changed_at_ms bigint NOT NULL
);
CREATE TABLE public.org_unit (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    operation text NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    parent_id uuid,
    legal_entity_id uuid NOT NULL,
    time_zone text NOT NULL,
    cash_unit_minor bigint NOT NULL,
    cutoff_hour bigint NOT NULL,
    path text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.package (
    digest text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    version text NOT NULL,
    manifest_json text NOT NULL,
    component text NOT NULL COLLATE pg_catalog."C",
    created_at_ms bigint NOT NULL,
    bytes bytea NOT NULL
);
CREATE TABLE public.pairing (
    code_sha256 bytea NOT NULL,
    tenant_id uuid NOT NULL,
    terminal_id uuid NOT NULL,
    expires_at_ms bigint NOT NULL
);
CREATE TABLE public.payment (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    intent text NOT NULL,
    sale_id uuid NOT NULL,
    number text NOT NULL,
    return_id uuid,
    tender_id uuid NOT NULL,
    charge_id uuid,
    installation_id uuid NOT NULL,
    plugin text NOT NULL,
    method text NOT NULL,
    store_id uuid NOT NULL,
    terminal_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    currency text NOT NULL,
    presented_code text,
    reason text,
    created_at_ms bigint NOT NULL,
    expires_at_ms bigint,
    reference text,
    paid_at_ms bigint,
    waiting_json text,
    decline_json text,
    error text,
    attempts bigint NOT NULL,
    due_at_ms bigint,
    version bigint NOT NULL
);
CREATE TABLE public.payment_attempt (
    tenant_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    id uuid NOT NULL,
    at_ms bigint NOT NULL,
    step text NOT NULL,
    outcome text NOT NULL,
    detail text,
    answer_json text
);
CREATE TABLE public.plugin_file (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    plugin text NOT NULL COLLATE pg_catalog."C",
    installation_id uuid NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    size_bytes bigint NOT NULL,
    digest text NOT NULL COLLATE pg_catalog."C",
    created_at_ms bigint NOT NULL,
    expires_at_ms bigint NOT NULL
);
CREATE TABLE public.plugin_usage (
    tenant_id uuid NOT NULL,
    installation_id uuid NOT NULL,
    day text NOT NULL COLLATE pg_catalog."C",
    point text NOT NULL COLLATE pg_catalog."C",
    calls bigint NOT NULL,
    failures bigint NOT NULL,
    cost_units bigint NOT NULL,
    wall_us bigint NOT NULL,
    peak_memory bigint NOT NULL,
    egress_calls bigint NOT NULL,
    egress_bytes bigint NOT NULL
);
CREATE TABLE public.price (
    tenant_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    list_id uuid NOT NULL,
    org_unit_id uuid NOT NULL,
    valid_from_ms bigint NOT NULL,
    valid_to_ms bigint,
    unit_price_minor bigint NOT NULL,
    floor_minor bigint NOT NULL
);
CREATE TABLE public.price_list (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    currency text NOT NULL,
    kind text NOT NULL
);
CREATE TABLE public.product (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    tags_json text NOT NULL,
    tax_class text NOT NULL,
    unit_of_measure text NOT NULL,
    is_measured boolean NOT NULL,
    category text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL
);
CREATE TABLE public.recovery_code (
    tenant_id uuid NOT NULL,
    user_id uuid NOT NULL,
    digest bytea NOT NULL
);
CREATE TABLE public.request (
    tenant_id uuid NOT NULL,
    route text NOT NULL COLLATE pg_catalog."C",
    request_key text NOT NULL COLLATE pg_catalog."C",
    request_digest text NOT NULL,
    begun_at_ms bigint NOT NULL,
    status bigint,
    body text
);
CREATE TABLE public.rollup_cursor (
    tenant_id uuid NOT NULL,
    seq bigint NOT NULL
);
CREATE TABLE public.rollup_due (
    tenant_id uuid NOT NULL,
    document_id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.rollup_ledger (
    tenant_id uuid NOT NULL,
    day text NOT NULL COLLATE pg_catalog."C",
    account_id uuid NOT NULL,
    transfers bigint NOT NULL,
    gained bigint NOT NULL,
    spent bigint NOT NULL
);
CREATE TABLE public.rollup_members (
    tenant_id uuid NOT NULL,
    business_date text NOT NULL COLLATE pg_catalog."C",
    store_id uuid NOT NULL,
    member_id uuid NOT NULL,
    sales bigint NOT NULL,
    units_micros bigint NOT NULL,
    gross_minor bigint NOT NULL,
    discount_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    net_minor bigint NOT NULL
);
CREATE TABLE public.rollup_sales (
    tenant_id uuid NOT NULL,
    business_date text NOT NULL COLLATE pg_catalog."C",
    hour bigint NOT NULL,
    store_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    sales bigint NOT NULL,
    units_micros bigint NOT NULL,
    gross_minor bigint NOT NULL,
    discount_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    net_minor bigint NOT NULL
);
CREATE TABLE public.rollup_stock (
    tenant_id uuid NOT NULL,
    day text NOT NULL COLLATE pg_catalog."C",
    location_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    received_micros bigint NOT NULL,
    sold_micros bigint NOT NULL,
    adjusted_micros bigint NOT NULL
);
CREATE TABLE public.sale (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    number text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL,
    request_digest text NOT NULL,
    digest text NOT NULL,
    store_id uuid NOT NULL,
    terminal_id uuid NOT NULL,
    legal_entity_id uuid NOT NULL,
    member_id uuid,
    channel text NOT NULL,
    occurred_at_ms bigint NOT NULL,
    recorded_at_ms bigint NOT NULL,
    business_date text NOT NULL COLLATE pg_catalog."C",
    currency text NOT NULL,
    subtotal_minor bigint NOT NULL,
    discount_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    total_minor bigint NOT NULL,
    cash_rounding_minor bigint NOT NULL,
    change_minor bigint NOT NULL,
    skipped_json text,
    expires_at_ms bigint
);
CREATE TABLE public.sale_adjustment (
    tenant_id uuid NOT NULL,
    sale_id uuid NOT NULL,
    ordinal bigint NOT NULL,
    installation_id uuid NOT NULL,
    plugin text NOT NULL,
    version text NOT NULL,
    component text NOT NULL,
    reference text NOT NULL,
    labels_json text,
    note text,
    level text NOT NULL,
    amount_minor bigint NOT NULL
);
CREATE TABLE public.sale_allocation (
    tenant_id uuid NOT NULL,
    sale_id uuid NOT NULL,
    adjustment bigint NOT NULL,
    ordinal bigint NOT NULL,
    line bigint NOT NULL,
    first_unit bigint NOT NULL,
    units bigint NOT NULL,
    amount_minor bigint NOT NULL
);
CREATE TABLE public.sale_line (
    tenant_id uuid NOT NULL,
    sale_id uuid NOT NULL,
    line bigint NOT NULL,
    variant_id uuid,
    sku text NOT NULL,
    name text NOT NULL,
    quantity_micros bigint NOT NULL,
    unit_price_minor bigint NOT NULL,
    stock_units bigint NOT NULL,
    is_measured boolean NOT NULL,
    tags_json text,
    gift_json text,
    original_minor bigint NOT NULL,
    manual_discount_minor bigint NOT NULL,
    discount_minor bigint NOT NULL,
    amount_minor bigint NOT NULL,
    tax_ppm bigint NOT NULL,
    tax_minor bigint NOT NULL,
    units_json text NOT NULL
);
CREATE TABLE public.sale_pricing (
    tenant_id uuid NOT NULL,
    sale_id uuid NOT NULL,
    arithmetic bigint NOT NULL,
    input_json text NOT NULL,
    consulted_json text NOT NULL,
    checks_json text DEFAULT '{}'::text NOT NULL
);
CREATE TABLE public.sale_return (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    number text NOT NULL COLLATE pg_catalog."C",
    request_digest text NOT NULL,
    digest text NOT NULL,
    sale_id uuid NOT NULL,
    store_id uuid NOT NULL,
    terminal_id uuid NOT NULL,
    legal_entity_id uuid NOT NULL,
    occurred_at_ms bigint NOT NULL,
    recorded_at_ms bigint NOT NULL,
    business_date text NOT NULL COLLATE pg_catalog."C",
    currency text NOT NULL,
    reason text,
    tax_minor bigint NOT NULL,
    refund_minor bigint NOT NULL,
    cash_rounding_minor bigint NOT NULL
);
CREATE TABLE public.sale_return_line (
    tenant_id uuid NOT NULL,
    return_id uuid NOT NULL,
    ordinal bigint NOT NULL,
    line bigint NOT NULL,
    sku text NOT NULL,
    first_unit bigint NOT NULL,
    units bigint NOT NULL,
    quantity_micros bigint NOT NULL,
    amount_minor bigint NOT NULL,
    tax_minor bigint NOT NULL
);
CREATE TABLE public.sale_return_tender (
    tenant_id uuid NOT NULL,
    return_id uuid NOT NULL,
    ordinal bigint NOT NULL,
    id uuid NOT NULL,
    method text NOT NULL,
    amount_minor bigint NOT NULL,
    state text NOT NULL,
    reference text,
    foreign_json text,
    parts_json text
);
CREATE TABLE public.sale_tax (
    tenant_id uuid NOT NULL,
    sale_id uuid NOT NULL,
    ordinal bigint NOT NULL,
    rate_ppm bigint NOT NULL,
    net_minor bigint NOT NULL,
    tax_minor bigint NOT NULL
);
CREATE TABLE public.sale_tender (
    tenant_id uuid NOT NULL,
    sale_id uuid NOT NULL,
    ordinal bigint NOT NULL,
    id uuid NOT NULL,
    method text NOT NULL,
    amount_minor bigint NOT NULL,
    state text NOT NULL,
    reference text,
    foreign_json text,
    parts_json text
);
CREATE TABLE public.sales_order (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    plugin text NOT NULL COLLATE pg_catalog."C",
    channel text NOT NULL COLLATE pg_catalog."C",
    external_id text NOT NULL COLLATE pg_catalog."C",
    store_id uuid NOT NULL,
    status text NOT NULL,
    refund text NOT NULL,
    recorded_at_ms bigint NOT NULL,
    changed_at_ms bigint NOT NULL,
    body_json text NOT NULL,
    book_at_ms bigint,
    push_due_at_ms bigint,
    push_from text,
    push_attempts bigint NOT NULL
);
CREATE TABLE public.sales_order_early (
    tenant_id uuid NOT NULL,
    plugin text NOT NULL COLLATE pg_catalog."C",
    channel text NOT NULL COLLATE pg_catalog."C",
    external_id text NOT NULL COLLATE pg_catalog."C",
    news_json text NOT NULL,
    recorded_at_ms bigint NOT NULL
);
CREATE TABLE public.sales_order_recipient (
    tenant_id uuid NOT NULL,
    order_id uuid NOT NULL,
    name text NOT NULL,
    phone text NOT NULL,
    address text NOT NULL,
    note text NOT NULL
);
CREATE TABLE public.seaql_migrations (
    version character varying NOT NULL,
    applied_at bigint NOT NULL
);
CREATE TABLE public.session (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    secret_sha256 bytea NOT NULL,
    user_id uuid NOT NULL,
    terminal_id uuid,
    agent text NOT NULL,
    address text NOT NULL,
    created_at_ms bigint NOT NULL,
    proved_at_ms bigint NOT NULL,
    seen_at_ms bigint NOT NULL,
    expires_at_ms bigint NOT NULL,
    ended_at_ms bigint
);
CREATE TABLE public.shadow_count (
    tenant_id uuid NOT NULL,
    installation_id uuid NOT NULL,
    compared bigint NOT NULL,
    different bigint NOT NULL,
    live_failed bigint NOT NULL,
    candidate_failed bigint NOT NULL
);
CREATE TABLE public.shadow_difference (
    tenant_id uuid NOT NULL,
    installation_id uuid NOT NULL,
    id uuid NOT NULL,
    at_ms bigint NOT NULL,
    store_id uuid,
    kind text NOT NULL,
    live_json text NOT NULL,
    candidate_json text NOT NULL,
    input_json text NOT NULL
);
CREATE TABLE public.snapshot (
    tenant_id uuid NOT NULL,
    installation_id uuid NOT NULL,
    digest text NOT NULL COLLATE pg_catalog."C",
    bytes bytea NOT NULL,
    keys_json text NOT NULL,
    legends_json text NOT NULL,
    created_at_ms bigint NOT NULL
);
CREATE TABLE public.stock_balance (
    tenant_id uuid NOT NULL,
    location_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    on_hand_micros bigint NOT NULL,
    reserved_micros bigint NOT NULL,
    CONSTRAINT stock_balance_on_hand_micros_check CHECK (((on_hand_micros >= '-9000000000000000000'::bigint) AND (on_hand_micros <= '9000000000000000000'::bigint))),
    CONSTRAINT stock_balance_reserved_micros_check CHECK (((reserved_micros >= '-9000000000000000000'::bigint) AND (reserved_micros <= '9000000000000000000'::bigint)))
);
CREATE TABLE public.stock_move (
    tenant_id uuid NOT NULL,
    document_id uuid NOT NULL,
    ordinal bigint NOT NULL,
    variant_id uuid NOT NULL,
    location_id uuid NOT NULL,
    delta_micros bigint NOT NULL,
    reason text NOT NULL,
    occurred_at_ms bigint NOT NULL,
    recorded_at_ms bigint NOT NULL
);
CREATE TABLE public.stock_reservation (
    tenant_id uuid NOT NULL,
    sale_id uuid NOT NULL,
    ordinal bigint NOT NULL,
    variant_id uuid NOT NULL,
    location_id uuid NOT NULL,
    delta_micros bigint NOT NULL
);
CREATE TABLE public.tax_class (
    tenant_id uuid NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL
);
CREATE TABLE public.tax_rate (
    tenant_id uuid NOT NULL,
    legal_entity_id uuid NOT NULL,
    tax_class text NOT NULL COLLATE pg_catalog."C",
    valid_from text NOT NULL COLLATE pg_catalog."C",
    ppm bigint NOT NULL
);
CREATE TABLE public.tenant (
    tenant_id uuid NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    created_at_ms bigint NOT NULL
);
CREATE TABLE public.tenant_counter (
    tenant_id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    value bigint NOT NULL
);
CREATE TABLE public.terminal (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    store_id uuid NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL
);
CREATE TABLE public.user_account (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    login text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    is_active boolean NOT NULL,
    password_hash text,
    pin_hash text,
    totp_secret bytea,
    totp_is_on boolean NOT NULL,
    totp_step bigint NOT NULL,
    created_at_ms bigint NOT NULL
);
CREATE TABLE public.variant (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    product_id uuid NOT NULL,
    sku text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    stock_units bigint NOT NULL,
    hard_floor_minor bigint NOT NULL
);
CREATE TABLE public.webhook (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    url text NOT NULL,
    description text NOT NULL,
    event_types_json text NOT NULL,
    secret bytea NOT NULL,
    previous_secret bytea,
    previous_until_ms bigint,
    state text NOT NULL,
    paused_reason text,
    cursor_seq bigint NOT NULL,
    failing_since_ms bigint,
    created_at_ms bigint NOT NULL
);
CREATE TABLE public.webhook_delivery (
    tenant_id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    seq bigint NOT NULL,
    event_id uuid NOT NULL,
    event_type text NOT NULL,
    state text NOT NULL,
    attempts bigint NOT NULL,
    due_at_ms bigint NOT NULL,
    lease_token uuid,
    status bigint,
    error text,
    took_ms bigint,
    attempted_at_ms bigint,
    closed_at_ms bigint
);
INSERT INTO public.access_grant VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '01a2039e-599a-7020-bad0-baee5e27cde7', 'owner', '00000000-0000-0000-0000-000000000000', NULL);
INSERT INTO public.api_token VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '01a2039e-599a-7020-bad0-baee5e27cde7', 'first admin token', '\x8d759ab8c7067e3cf0aa6673aa0344d496f0b8c6f17a5814370f4221903689d0', 1795357038974, NULL, NULL, 1795357039500);
INSERT INTO public.event OVERRIDING SYSTEM VALUE VALUES (1, '01a2039e-595f-72bc-8837-d3a6a528e6c7', '01a2039e-5c65-7350-a538-0909f340fb9c', 'sale.committed.v1', '2a867cb8-142e-48db-b47c-55f51dda0221', '2a867cb8-142e-48db-b47c-55f51dda0221', 'sha256:c77093efc72229396ac5e441c07c1972623e67eb9572035225e19277aa3ab3fb', '27bdab85-3083-458f-9ba8-42c76117c6dc', 1767240000000, 1795357039717, 0, '{"sale":{"id":"2a867cb8-142e-48db-b47c-55f51dda0221","number":"S1-T1-A-1","status":"completed","store":"27bdab85-3083-458f-9ba8-42c76117c6dc","terminal":"e443d6cd-5fb8-4cd7-a9e6-db8e98f5f9c0","legal_entity":"87b84f87-c59b-46af-8eed-2c300fdcb107","channel":"pos","occurred_at_ms":1767240000000,"recorded_at_ms":1795357039717,"business_date":"2026-11-22","currency":"CNY","lines":[{"line":0,"variant":"d1d529a4-b3bb-4af2-a91a-f2494fd88d6d","sku":"tea","name":"茶","quantity":"1","unit_price_minor":1250,"stock_units":1,"measured":false,"original_minor":1250,"manual_discount_minor":0,"discount_minor":0,"amount_minor":1250,"tax_ppm":130000,"tax_minor":144,"units":[{"first":0,"count":1,"amount":1250}]}],"adjustments":[],"taxes":[{"rate_ppm":130000,"net_minor":1106,"tax_minor":144}],"tenders":[{"id":"e53bc04e-ed0b-49e5-aeac-456a625f2a68","method":"cash","amount_minor":1250,"state":"settled"}],"subtotal_minor":1250,"discount_minor":0,"tax_minor":144,"total_minor":1250,"cash_rounding_minor":0,"change_minor":0}}', 1, '\xdf3d7c82f7e98b2f2cc559c9a42b81b7a7c257af25ddc5562bf2ac350c267237');
INSERT INTO public.event OVERRIDING SYSTEM VALUE VALUES (2, '01a2039e-595f-72bc-8837-d3a6a528e6c7', '01a2039e-5cd1-77e4-945d-3a8cdbb9fd48', 'sale.committed.v1', '5d2de097-05af-4e2b-a159-6fda47668bc5', '5d2de097-05af-4e2b-a159-6fda47668bc5', 'sha256:57f469157625b5581ee58d50dc62a4a438cc7cf16c3b1792ac6a06f91ee0b59f', '27bdab85-3083-458f-9ba8-42c76117c6dc', 1767240000001, 1795357039825, 0, '{"sale":{"id":"5d2de097-05af-4e2b-a159-6fda47668bc5","number":"S1-T1-A-2","status":"completed","store":"27bdab85-3083-458f-9ba8-42c76117c6dc","terminal":"e443d6cd-5fb8-4cd7-a9e6-db8e98f5f9c0","legal_entity":"87b84f87-c59b-46af-8eed-2c300fdcb107","member":"ac1c8a3e-019e-4061-b6d3-26a0991395fb","channel":"pos","occurred_at_ms":1767240000001,"recorded_at_ms":1795357039825,"business_date":"2026-11-22","currency":"CNY","lines":[{"line":0,"variant":"d1d529a4-b3bb-4af2-a91a-f2494fd88d6d","sku":"tea","name":"茶","quantity":"2","unit_price_minor":1250,"stock_units":1,"measured":false,"original_minor":2500,"manual_discount_minor":0,"discount_minor":0,"amount_minor":2500,"tax_ppm":130000,"tax_minor":288,"units":[{"first":0,"count":2,"amount":1250}]}],"adjustments":[],"taxes":[{"rate_ppm":130000,"net_minor":2212,"tax_minor":288}],"tenders":[{"id":"a3c8f7fa-3d77-406d-8d5a-f53a6c9b8238","method":"cash","amount_minor":2500,"state":"settled"}],"subtotal_minor":2500,"discount_minor":0,"tax_minor":288,"total_minor":2500,"cash_rounding_minor":0,"change_minor":0}}', 2, '\x6b4db20b4c93bfd09de72cae28f5d3736152458d575d7395ec597ce1459fc33b');
INSERT INTO public.event OVERRIDING SYSTEM VALUE VALUES (3, '01a2039e-595f-72bc-8837-d3a6a528e6c7', '01a2039e-5ce4-76f8-bd1a-9fa30f62d993', 'sale.committed.v1', '80e3de8b-d62d-4fa8-9bf4-c855d44d9a1c', '80e3de8b-d62d-4fa8-9bf4-c855d44d9a1c', 'sha256:cc0c353e33400a8c5735e40d8b52869e9ffdfaf5bed1e0df289dd94643f08aad', '27bdab85-3083-458f-9ba8-42c76117c6dc', 1767240000002, 1795357039844, 0, '{"sale":{"id":"80e3de8b-d62d-4fa8-9bf4-c855d44d9a1c","number":"S1-T1-A-3","status":"completed","store":"27bdab85-3083-458f-9ba8-42c76117c6dc","terminal":"e443d6cd-5fb8-4cd7-a9e6-db8e98f5f9c0","legal_entity":"87b84f87-c59b-46af-8eed-2c300fdcb107","member":"ac1c8a3e-019e-4061-b6d3-26a0991395fb","channel":"pos","occurred_at_ms":1767240000002,"recorded_at_ms":1795357039844,"business_date":"2026-11-22","currency":"CNY","lines":[{"line":0,"variant":"d1d529a4-b3bb-4af2-a91a-f2494fd88d6d","sku":"tea","name":"茶","quantity":"3","unit_price_minor":1250,"stock_units":1,"measured":false,"original_minor":3750,"manual_discount_minor":0,"discount_minor":0,"amount_minor":3750,"tax_ppm":130000,"tax_minor":431,"units":[{"first":0,"count":3,"amount":1250}]}],"adjustments":[],"taxes":[{"rate_ppm":130000,"net_minor":3319,"tax_minor":431}],"tenders":[{"id":"dacdaad9-5daf-4ebb-adc8-358fd359a617","method":"cash","amount_minor":3750,"state":"settled"}],"subtotal_minor":3750,"discount_minor":0,"tax_minor":431,"total_minor":3750,"cash_rounding_minor":0,"change_minor":0}}', 3, '\x78b1db023f2f8175a156ce49b5ffa4df96b3c5c0bc8d08b451d1b52593162a2f');
INSERT INTO public.event_chain VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', 3, '\x78b1db023f2f8175a156ce49b5ffa4df96b3c5c0bc8d08b451d1b52593162a2f');
INSERT INTO public.legal_entity VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '87b84f87-c59b-46af-8eed-2c300fdcb107', '上海测试有限公司', '91310000', 'CNY', 'inclusive');
INSERT INTO public.member VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', 'ac1c8a3e-019e-4061-b6d3-26a0991395fb', 'M1', 'active', 1795357039671);
INSERT INTO public.member_person VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', 'ac1c8a3e-019e-4061-b6d3-26a0991395fb', '张三', '13800000001', NULL, NULL);
INSERT INTO public.member_stat VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', 'ac1c8a3e-019e-4061-b6d3-26a0991395fb', 2, 1795357039844);
INSERT INTO public.org_unit VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '27bdab85-3083-458f-9ba8-42c76117c6dc', 'store', 'direct', 'S1', '一号店', NULL, '87b84f87-c59b-46af-8eed-2c300fdcb107', 'Asia/Shanghai', 1, 4, '/27bdab85-3083-458f-9ba8-42c76117c6dc/');
INSERT INTO public.price VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', 'd1d529a4-b3bb-4af2-a91a-f2494fd88d6d', '5e8ed0a6-18c1-46ff-8c65-6228b50e8553', '00000000-0000-0000-0000-000000000000', 0, NULL, 1250, 0);
INSERT INTO public.price_list VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '5e8ed0a6-18c1-46ff-8c65-6228b50e8553', '零售价', 'CNY', 'retail');
INSERT INTO public.product VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '234cffca-776b-43ee-8c4f-e197f57f01ac', '茶', '[]', 'standard', 'piece', false, 'food', 'active');
INSERT INTO public.rollup_cursor VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', 3);
INSERT INTO public.rollup_members VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '2026-11-22', '27bdab85-3083-458f-9ba8-42c76117c6dc', '00000000-0000-0000-0000-000000000000', 1, 1000000, 1250, 0, 144, 1106);
INSERT INTO public.rollup_members VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '2026-11-22', '27bdab85-3083-458f-9ba8-42c76117c6dc', 'ac1c8a3e-019e-4061-b6d3-26a0991395fb', 2, 5000000, 6250, 0, 719, 5531);
INSERT INTO public.rollup_sales VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '2026-11-22', 12, '27bdab85-3083-458f-9ba8-42c76117c6dc', '00000000-0000-0000-0000-000000000000', 3, 0, 0, 0, 0, 0);
INSERT INTO public.rollup_sales VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '2026-11-22', 12, '27bdab85-3083-458f-9ba8-42c76117c6dc', 'd1d529a4-b3bb-4af2-a91a-f2494fd88d6d', 3, 6000000, 7500, 0, 863, 6637);
INSERT INTO public.rollup_stock VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '2026-01-01', '27bdab85-3083-458f-9ba8-42c76117c6dc', 'd1d529a4-b3bb-4af2-a91a-f2494fd88d6d', 20000000, 6000000, 0);
INSERT INTO public.sale VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '2a867cb8-142e-48db-b47c-55f51dda0221', 'S1-T1-A-1', 'completed', 'sha256:2ddd4095391b07e71dabc246dd4fa5649593e007a769292689e0164d933053ce', 'sha256:c77093efc72229396ac5e441c07c1972623e67eb9572035225e19277aa3ab3fb', '27bdab85-3083-458f-9ba8-42c76117c6dc', 'e443d6cd-5fb8-4cd7-a9e6-db8e98f5f9c0', '87b84f87-c59b-46af-8eed-2c300fdcb107', NULL, 'pos', 1767240000000, 1795357039717, '2026-11-22', 'CNY', 1250, 0, 144, 1250, 0, 0, NULL, NULL);
INSERT INTO public.sale VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '5d2de097-05af-4e2b-a159-6fda47668bc5', 'S1-T1-A-2', 'completed', 'sha256:f3c08c71ac2f8160594efe3747ce0fca0f33428f4c051e5f867ada597d56218b', 'sha256:57f469157625b5581ee58d50dc62a4a438cc7cf16c3b1792ac6a06f91ee0b59f', '27bdab85-3083-458f-9ba8-42c76117c6dc', 'e443d6cd-5fb8-4cd7-a9e6-db8e98f5f9c0', '87b84f87-c59b-46af-8eed-2c300fdcb107', 'ac1c8a3e-019e-4061-b6d3-26a0991395fb', 'pos', 1767240000001, 1795357039825, '2026-11-22', 'CNY', 2500, 0, 288, 2500, 0, 0, NULL, NULL);
INSERT INTO public.sale VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '80e3de8b-d62d-4fa8-9bf4-c855d44d9a1c', 'S1-T1-A-3', 'completed', 'sha256:874c931b0f4589bb77d583c73eac34a35782112e699fccb2f50a77e0fd670968', 'sha256:cc0c353e33400a8c5735e40d8b52869e9ffdfaf5bed1e0df289dd94643f08aad', '27bdab85-3083-458f-9ba8-42c76117c6dc', 'e443d6cd-5fb8-4cd7-a9e6-db8e98f5f9c0', '87b84f87-c59b-46af-8eed-2c300fdcb107', 'ac1c8a3e-019e-4061-b6d3-26a0991395fb', 'pos', 1767240000002, 1795357039844, '2026-11-22', 'CNY', 3750, 0, 431, 3750, 0, 0, NULL, NULL);
INSERT INTO public.sale_line VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '2a867cb8-142e-48db-b47c-55f51dda0221', 0, 'd1d529a4-b3bb-4af2-a91a-f2494fd88d6d', 'tea', '茶', 1000000, 1250, 1, false, NULL, NULL, 1250, 0, 0, 1250, 130000, 144, '[{"first":0,"count":1,"amount":1250}]');
INSERT INTO public.sale_line VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '5d2de097-05af-4e2b-a159-6fda47668bc5', 0, 'd1d529a4-b3bb-4af2-a91a-f2494fd88d6d', 'tea', '茶', 2000000, 1250, 1, false, NULL, NULL, 2500, 0, 0, 2500, 130000, 288, '[{"first":0,"count":2,"amount":1250}]');
INSERT INTO public.sale_line VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '80e3de8b-d62d-4fa8-9bf4-c855d44d9a1c', 0, 'd1d529a4-b3bb-4af2-a91a-f2494fd88d6d', 'tea', '茶', 3000000, 1250, 1, false, NULL, NULL, 3750, 0, 0, 3750, 130000, 431, '[{"first":0,"count":3,"amount":1250}]');
INSERT INTO public.sale_pricing VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '2a867cb8-142e-48db-b47c-55f51dda0221', 1, '{"arithmetic":1,"context":{"currency":"CNY","store":"27bdab85-3083-458f-9ba8-42c76117c6dc","channel":"pos","now_ms":1795357039716,"offset_minutes":480,"date":"2026-11-22","seconds_of_day":80239,"weekday":7,"tax_mode":"inclusive"},"lines":[{"sku":"tea","quantity":1000000,"unit_price":1250,"tax_ppm":130000}]}', '[]', '{"tenders":[],"checks":[]}');
INSERT INTO public.sale_pricing VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '5d2de097-05af-4e2b-a159-6fda47668bc5', 1, '{"arithmetic":1,"context":{"currency":"CNY","store":"27bdab85-3083-458f-9ba8-42c76117c6dc","channel":"pos","member":"ac1c8a3e-019e-4061-b6d3-26a0991395fb","now_ms":1795357039823,"offset_minutes":480,"date":"2026-11-22","seconds_of_day":80239,"weekday":7,"tax_mode":"inclusive"},"lines":[{"sku":"tea","quantity":2000000,"unit_price":1250,"tax_ppm":130000}]}', '[]', '{"tenders":[],"checks":[]}');
INSERT INTO public.sale_pricing VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '80e3de8b-d62d-4fa8-9bf4-c855d44d9a1c', 1, '{"arithmetic":1,"context":{"currency":"CNY","store":"27bdab85-3083-458f-9ba8-42c76117c6dc","channel":"pos","member":"ac1c8a3e-019e-4061-b6d3-26a0991395fb","now_ms":1795357039843,"offset_minutes":480,"date":"2026-11-22","seconds_of_day":80239,"weekday":7,"tax_mode":"inclusive"},"lines":[{"sku":"tea","quantity":3000000,"unit_price":1250,"tax_ppm":130000}]}', '[]', '{"tenders":[],"checks":[]}');
INSERT INTO public.sale_tax VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '2a867cb8-142e-48db-b47c-55f51dda0221', 0, 130000, 1106, 144);
INSERT INTO public.sale_tax VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '5d2de097-05af-4e2b-a159-6fda47668bc5', 0, 130000, 2212, 288);
INSERT INTO public.sale_tax VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '80e3de8b-d62d-4fa8-9bf4-c855d44d9a1c', 0, 130000, 3319, 431);
INSERT INTO public.sale_tender VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '2a867cb8-142e-48db-b47c-55f51dda0221', 0, 'e53bc04e-ed0b-49e5-aeac-456a625f2a68', 'cash', 1250, 'settled', NULL, NULL, NULL);
INSERT INTO public.sale_tender VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '5d2de097-05af-4e2b-a159-6fda47668bc5', 0, 'a3c8f7fa-3d77-406d-8d5a-f53a6c9b8238', 'cash', 2500, 'settled', NULL, NULL, NULL);
INSERT INTO public.sale_tender VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '80e3de8b-d62d-4fa8-9bf4-c855d44d9a1c', 0, 'dacdaad9-5daf-4ebb-adc8-358fd359a617', 'cash', 3750, 'settled', NULL, NULL, NULL);
INSERT INTO public.seaql_migrations VALUES ('m0001_organisation', 1795357036);
INSERT INTO public.seaql_migrations VALUES ('m0002_catalog', 1795357036);
INSERT INTO public.seaql_migrations VALUES ('m0003_stock', 1795357036);
INSERT INTO public.seaql_migrations VALUES ('m0004_members', 1795357036);
INSERT INTO public.seaql_migrations VALUES ('m0005_ledger', 1795357036);
INSERT INTO public.seaql_migrations VALUES ('m0006_sales', 1795357036);
INSERT INTO public.seaql_migrations VALUES ('m0007_plugins', 1795357037);
INSERT INTO public.seaql_migrations VALUES ('m0008_events', 1795357037);
INSERT INTO public.seaql_migrations VALUES ('m0009_plugin_life', 1795357037);
INSERT INTO public.seaql_migrations VALUES ('m0010_plugin_truth', 1795357037);
INSERT INTO public.seaql_migrations VALUES ('m0011_messages_exports', 1795357038);
INSERT INTO public.seaql_migrations VALUES ('m0010_rollups', 1795357038);
INSERT INTO public.seaql_migrations VALUES ('m0012_payments', 1795357038);
INSERT INTO public.seaql_migrations VALUES ('m0013_orders', 1795357038);
INSERT INTO public.seaql_migrations VALUES ('m0014_kills', 1795357038);
INSERT INTO public.seaql_migrations VALUES ('m0015_webhooks', 1795357038);
INSERT INTO public.seaql_migrations VALUES ('m0016_access', 1795357038);
INSERT INTO public.stock_balance VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '27bdab85-3083-458f-9ba8-42c76117c6dc', 'd1d529a4-b3bb-4af2-a91a-f2494fd88d6d', 14000000, 0);
INSERT INTO public.stock_move VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', 'e2413bbc-f7a2-4d9e-ba0d-14037739dc8b', 0, 'd1d529a4-b3bb-4af2-a91a-f2494fd88d6d', '27bdab85-3083-458f-9ba8-42c76117c6dc', 20000000, 'receipt', 1767240000000, 1795357039679);
INSERT INTO public.stock_move VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '2a867cb8-142e-48db-b47c-55f51dda0221', 0, 'd1d529a4-b3bb-4af2-a91a-f2494fd88d6d', '27bdab85-3083-458f-9ba8-42c76117c6dc', -1000000, 'sale', 1767240000000, 1795357039717);
INSERT INTO public.stock_move VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '5d2de097-05af-4e2b-a159-6fda47668bc5', 0, 'd1d529a4-b3bb-4af2-a91a-f2494fd88d6d', '27bdab85-3083-458f-9ba8-42c76117c6dc', -2000000, 'sale', 1767240000001, 1795357039825);
INSERT INTO public.stock_move VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '80e3de8b-d62d-4fa8-9bf4-c855d44d9a1c', 0, 'd1d529a4-b3bb-4af2-a91a-f2494fd88d6d', '27bdab85-3083-458f-9ba8-42c76117c6dc', -3000000, 'sale', 1767240000002, 1795357039844);
INSERT INTO public.tax_class VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', 'standard', '标准');
INSERT INTO public.tax_rate VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', '87b84f87-c59b-46af-8eed-2c300fdcb107', 'standard', '2020-01-01', 130000);
INSERT INTO public.tenant VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', 'released', '发布时的商户', 1795357038943);
INSERT INTO public.tenant_counter VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', 'catalog', 8);
INSERT INTO public.terminal VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', 'e443d6cd-5fb8-4cd7-a9e6-db8e98f5f9c0', '27bdab85-3083-458f-9ba8-42c76117c6dc', 'T1', '一号机');
INSERT INTO public.variant VALUES ('01a2039e-595f-72bc-8837-d3a6a528e6c7', 'd1d529a4-b3bb-4af2-a91a-f2494fd88d6d', '234cffca-776b-43ee-8c4f-e197f57f01ac', 'tea', '', 1, 0);
SELECT pg_catalog.setval('public.event_arrival_seq', 3, true);
ALTER TABLE ONLY public.access_grant
    ADD CONSTRAINT access_grant_pkey PRIMARY KEY (tenant_id, holder, role, unit_id);
ALTER TABLE ONLY public.access_role
    ADD CONSTRAINT access_role_pkey PRIMARY KEY (tenant_id, name);
ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.barcode
    ADD CONSTRAINT barcode_pkey PRIMARY KEY (tenant_id, code);
ALTER TABLE ONLY public.channel_item
    ADD CONSTRAINT channel_item_pkey PRIMARY KEY (tenant_id, installation_id, store_id, sku);
ALTER TABLE ONLY public.channel_lane
    ADD CONSTRAINT channel_lane_pkey PRIMARY KEY (tenant_id, installation_id, store_id);
ALTER TABLE ONLY public.channel_mark
    ADD CONSTRAINT channel_mark_pkey PRIMARY KEY (tenant_id, store_id, variant_id);
ALTER TABLE ONLY public.channel
    ADD CONSTRAINT channel_pkey PRIMARY KEY (tenant_id, installation_id);
ALTER TABLE ONLY public.collection
    ADD CONSTRAINT collection_pkey PRIMARY KEY (tenant_id, plugin, name);
ALTER TABLE ONLY public.component
    ADD CONSTRAINT component_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT delivery_pkey PRIMARY KEY (tenant_id, installation_id, seq);
ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_pkey PRIMARY KEY (tenant_id, terminal_id);
ALTER TABLE ONLY public.document_field
    ADD CONSTRAINT document_field_pkey PRIMARY KEY (tenant_id, plugin, collection, field, value, document_key);
ALTER TABLE ONLY public.document_migration
    ADD CONSTRAINT document_migration_pkey PRIMARY KEY (tenant_id, installation_id);
ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_pkey PRIMARY KEY (tenant_id, plugin, collection, document_key);
ALTER TABLE ONLY public.document_staged
    ADD CONSTRAINT document_staged_pkey PRIMARY KEY (tenant_id, plugin, collection, document_key);
ALTER TABLE ONLY public.event_chain
    ADD CONSTRAINT event_chain_pkey PRIMARY KEY (tenant_id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.exception
    ADD CONSTRAINT exception_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.export_run
    ADD CONSTRAINT export_run_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.guess
    ADD CONSTRAINT guess_pkey PRIMARY KEY (what);
ALTER TABLE ONLY public.installation_candidate
    ADD CONSTRAINT installation_candidate_pkey PRIMARY KEY (tenant_id, installation_id);
ALTER TABLE ONLY public.installation_event
    ADD CONSTRAINT installation_event_pkey PRIMARY KEY (tenant_id, installation_id, seq);
ALTER TABLE ONLY public.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.installation_plan
    ADD CONSTRAINT installation_plan_pkey PRIMARY KEY (tenant_id, installation_id);
ALTER TABLE ONLY public.invocation
    ADD CONSTRAINT invocation_pkey PRIMARY KEY (tenant_id, installation_id, id);
ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (tenant_id, installation_id, name);
ALTER TABLE ONLY public.job_run
    ADD CONSTRAINT job_run_pkey PRIMARY KEY (tenant_id, installation_id, job, scheduled_at_ms);
ALTER TABLE ONLY public.killed_package
    ADD CONSTRAINT killed_package_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.ledger_account
    ADD CONSTRAINT ledger_account_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.ledger_balance
    ADD CONSTRAINT ledger_balance_pkey PRIMARY KEY (tenant_id, account_id, shard);
ALTER TABLE ONLY public.ledger_transfer
    ADD CONSTRAINT ledger_transfer_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.legal_entity
    ADD CONSTRAINT legal_entity_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.member_address
    ADD CONSTRAINT member_address_pkey PRIMARY KEY (tenant_id, member_id, channel);
ALTER TABLE ONLY public.member_consent
    ADD CONSTRAINT member_consent_pkey PRIMARY KEY (tenant_id, member_id, purpose, channel);
ALTER TABLE ONLY public.member_person
    ADD CONSTRAINT member_person_pkey PRIMARY KEY (tenant_id, member_id);
ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.member_stat
    ADD CONSTRAINT member_stat_pkey PRIMARY KEY (tenant_id, member_id);
ALTER TABLE ONLY public.member_tag
    ADD CONSTRAINT member_tag_pkey PRIMARY KEY (tenant_id, member_id, tag);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.org_unit
    ADD CONSTRAINT org_unit_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.package
    ADD CONSTRAINT package_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.pairing
    ADD CONSTRAINT pairing_pkey PRIMARY KEY (code_sha256);
ALTER TABLE ONLY public.payment_attempt
    ADD CONSTRAINT payment_attempt_pkey PRIMARY KEY (tenant_id, payment_id, id);
ALTER TABLE ONLY public.payment
    ADD CONSTRAINT payment_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.plugin_file
    ADD CONSTRAINT plugin_file_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.plugin_usage
    ADD CONSTRAINT plugin_usage_pkey PRIMARY KEY (tenant_id, installation_id, day, point);
ALTER TABLE ONLY public.price_list
    ADD CONSTRAINT price_list_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.price
    ADD CONSTRAINT price_pkey PRIMARY KEY (tenant_id, variant_id, list_id, org_unit_id, valid_from_ms);
ALTER TABLE ONLY public.product
    ADD CONSTRAINT product_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.recovery_code
    ADD CONSTRAINT recovery_code_pkey PRIMARY KEY (tenant_id, user_id, digest);
ALTER TABLE ONLY public.request
    ADD CONSTRAINT request_pkey PRIMARY KEY (tenant_id, route, request_key);
ALTER TABLE ONLY public.rollup_cursor
    ADD CONSTRAINT rollup_cursor_pkey PRIMARY KEY (tenant_id);
ALTER TABLE ONLY public.rollup_due
    ADD CONSTRAINT rollup_due_pkey PRIMARY KEY (tenant_id, document_id, kind);
ALTER TABLE ONLY public.rollup_ledger
    ADD CONSTRAINT rollup_ledger_pkey PRIMARY KEY (tenant_id, day, account_id);
ALTER TABLE ONLY public.rollup_members
    ADD CONSTRAINT rollup_members_pkey PRIMARY KEY (tenant_id, business_date, store_id, member_id);
ALTER TABLE ONLY public.rollup_sales
    ADD CONSTRAINT rollup_sales_pkey PRIMARY KEY (tenant_id, business_date, hour, store_id, variant_id);
ALTER TABLE ONLY public.rollup_stock
    ADD CONSTRAINT rollup_stock_pkey PRIMARY KEY (tenant_id, day, location_id, variant_id);
ALTER TABLE ONLY public.sale_adjustment
    ADD CONSTRAINT sale_adjustment_pkey PRIMARY KEY (tenant_id, sale_id, ordinal);
ALTER TABLE ONLY public.sale_allocation
    ADD CONSTRAINT sale_allocation_pkey PRIMARY KEY (tenant_id, sale_id, adjustment, ordinal);
ALTER TABLE ONLY public.sale_line
    ADD CONSTRAINT sale_line_pkey PRIMARY KEY (tenant_id, sale_id, line);
ALTER TABLE ONLY public.sale
    ADD CONSTRAINT sale_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.sale_pricing
    ADD CONSTRAINT sale_pricing_pkey PRIMARY KEY (tenant_id, sale_id);
ALTER TABLE ONLY public.sale_return_line
    ADD CONSTRAINT sale_return_line_pkey PRIMARY KEY (tenant_id, return_id, ordinal);
ALTER TABLE ONLY public.sale_return
    ADD CONSTRAINT sale_return_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.sale_return_tender
    ADD CONSTRAINT sale_return_tender_pkey PRIMARY KEY (tenant_id, return_id, ordinal);
ALTER TABLE ONLY public.sale_tax
    ADD CONSTRAINT sale_tax_pkey PRIMARY KEY (tenant_id, sale_id, ordinal);
ALTER TABLE ONLY public.sale_tender
    ADD CONSTRAINT sale_tender_pkey PRIMARY KEY (tenant_id, sale_id, ordinal);
ALTER TABLE ONLY public.sales_order_early
    ADD CONSTRAINT sales_order_early_pkey PRIMARY KEY (tenant_id, plugin, channel, external_id);
ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT sales_order_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.sales_order_recipient
    ADD CONSTRAINT sales_order_recipient_pkey PRIMARY KEY (tenant_id, order_id);
ALTER TABLE ONLY public.seaql_migrations
    ADD CONSTRAINT seaql_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.shadow_count
    ADD CONSTRAINT shadow_count_pkey PRIMARY KEY (tenant_id, installation_id);
ALTER TABLE ONLY public.shadow_difference
    ADD CONSTRAINT shadow_difference_pkey PRIMARY KEY (tenant_id, installation_id, id);
ALTER TABLE ONLY public.snapshot
    ADD CONSTRAINT snapshot_pkey PRIMARY KEY (tenant_id, installation_id, digest);
ALTER TABLE ONLY public.stock_balance
    ADD CONSTRAINT stock_balance_pkey PRIMARY KEY (tenant_id, location_id, variant_id);
ALTER TABLE ONLY public.stock_move
    ADD CONSTRAINT stock_move_pkey PRIMARY KEY (tenant_id, document_id, ordinal);
ALTER TABLE ONLY public.stock_reservation
    ADD CONSTRAINT stock_reservation_pkey PRIMARY KEY (tenant_id, sale_id, ordinal);
ALTER TABLE ONLY public.tax_class
    ADD CONSTRAINT tax_class_pkey PRIMARY KEY (tenant_id, code);
ALTER TABLE ONLY public.tax_rate
    ADD CONSTRAINT tax_rate_pkey PRIMARY KEY (tenant_id, legal_entity_id, tax_class, valid_from);
ALTER TABLE ONLY public.tenant_counter
    ADD CONSTRAINT tenant_counter_pkey PRIMARY KEY (tenant_id, name);
ALTER TABLE ONLY public.tenant
    ADD CONSTRAINT tenant_pkey PRIMARY KEY (tenant_id);
ALTER TABLE ONLY public.terminal
    ADD CONSTRAINT terminal_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.user_account
    ADD CONSTRAINT user_account_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.variant
    ADD CONSTRAINT variant_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_pkey PRIMARY KEY (tenant_id, webhook_id, seq);
ALTER TABLE ONLY public.webhook
    ADD CONSTRAINT webhook_pkey PRIMARY KEY (tenant_id, id);
CREATE INDEX access_grant_role ON public.access_grant USING btree (tenant_id, role);
CREATE UNIQUE INDEX api_token_secret ON public.api_token USING btree (secret_sha256);
CREATE INDEX barcode_variant ON public.barcode USING btree (tenant_id, variant_id);
CREATE INDEX channel_item_due ON public.channel_item USING btree (tenant_id, installation_id, store_id, due_at_ms) WHERE (due_at_ms IS NOT NULL);
CREATE INDEX channel_item_variant ON public.channel_item USING btree (tenant_id, store_id, variant_id);
CREATE INDEX channel_lane_compare ON public.channel_lane USING btree (compare_at_ms);
CREATE INDEX channel_lane_due ON public.channel_lane USING btree (due_at_ms) WHERE (due_at_ms IS NOT NULL);
CREATE INDEX delivery_dead ON public.delivery USING btree (tenant_id, seq, installation_id) WHERE (state = 'dead'::text);
CREATE INDEX delivery_due ON public.delivery USING btree (due_at_ms) WHERE (closed_at_ms IS NULL);
CREATE INDEX delivery_order ON public.delivery USING btree (tenant_id, installation_id, ordering_key, seq) WHERE (closed_at_ms IS NULL);
CREATE UNIQUE INDEX device_secret ON public.device USING btree (secret_sha256);
CREATE INDEX document_field_key ON public.document_field USING btree (tenant_id, plugin, collection, document_key);
CREATE INDEX event_sealed_subject ON public.event USING btree (tenant_id, subject_id) WHERE (subject_digest IS NOT NULL);
CREATE UNIQUE INDEX event_seq ON public.event USING btree (tenant_id, seq) WHERE (seq IS NOT NULL);
CREATE INDEX event_unnumbered ON public.event USING btree (tenant_id, arrival) WHERE (seq IS NULL);
CREATE INDEX exception_open ON public.exception USING btree (tenant_id, raised_at_ms, id) WHERE (resolved_at_ms IS NULL);
CREATE INDEX export_run_age ON public.export_run USING btree (ended_at_ms) WHERE (ended_at_ms IS NOT NULL);
CREATE INDEX export_run_due ON public.export_run USING btree (due_at_ms) WHERE (state = 'queued'::text);
CREATE INDEX export_run_queued ON public.export_run USING btree (tenant_id) WHERE (state = 'queued'::text);
CREATE INDEX export_run_time ON public.export_run USING btree (tenant_id, created_at_ms, id);
CREATE INDEX invocation_age ON public.invocation USING btree (recorded_at_ms);
CREATE INDEX job_due ON public.job USING btree (due_at_ms);
CREATE INDEX job_run_age ON public.job_run USING btree (ended_at_ms) WHERE (ended_at_ms IS NOT NULL);
CREATE INDEX job_run_time ON public.job_run USING btree (tenant_id, scheduled_at_ms, installation_id, job);
CREATE INDEX killed_package_component ON public.killed_package USING btree (component);
CREATE INDEX killed_package_number ON public.killed_package USING btree (number);
CREATE UNIQUE INDEX ledger_account_key ON public.ledger_account USING btree (tenant_id, plugin, account_key);
CREATE INDEX ledger_transfer_credit ON public.ledger_transfer USING btree (tenant_id, credit_account_id, created_at_ms);
CREATE INDEX ledger_transfer_debit ON public.ledger_transfer USING btree (tenant_id, debit_account_id, created_at_ms);
CREATE UNIQUE INDEX ledger_transfer_pending ON public.ledger_transfer USING btree (tenant_id, pending_id) WHERE (pending_id IS NOT NULL);
CREATE UNIQUE INDEX member_code ON public.member USING btree (tenant_id, code);
CREATE INDEX message_due ON public.message USING btree (due_at_ms) WHERE (state = 'queued'::text);
CREATE INDEX message_member ON public.message USING btree (tenant_id, member_id, created_at_ms, id);
CREATE INDEX message_provider ON public.message USING btree (tenant_id, sender_id, provider_id) WHERE (provider_id IS NOT NULL);
CREATE INDEX message_state ON public.message USING btree (tenant_id, state, created_at_ms, id);
CREATE INDEX message_time ON public.message USING btree (tenant_id, created_at_ms, id);
CREATE UNIQUE INDEX org_unit_code ON public.org_unit USING btree (tenant_id, code);
CREATE INDEX org_unit_path ON public.org_unit USING btree (tenant_id, path);
CREATE INDEX package_name ON public.package USING btree (name, created_at_ms);
CREATE INDEX payment_due ON public.payment USING btree (due_at_ms) WHERE (due_at_ms IS NOT NULL);
CREATE INDEX payment_sale ON public.payment USING btree (tenant_id, sale_id);
CREATE INDEX payment_time ON public.payment USING btree (tenant_id, created_at_ms, id);
CREATE INDEX plugin_file_age ON public.plugin_file USING btree (expires_at_ms);
CREATE INDEX plugin_file_plugin ON public.plugin_file USING btree (tenant_id, plugin, id);
CREATE INDEX plugin_usage_day ON public.plugin_usage USING btree (tenant_id, day);
CREATE INDEX product_name ON public.product USING btree (tenant_id, name, id);
CREATE INDEX request_age ON public.request USING btree (begun_at_ms);
CREATE INDEX sale_expiry ON public.sale USING btree (expires_at_ms) WHERE (status = 'awaiting_payment'::text);
CREATE INDEX sale_member ON public.sale USING btree (tenant_id, member_id, recorded_at_ms, id) WHERE (member_id IS NOT NULL);
CREATE UNIQUE INDEX sale_number ON public.sale USING btree (tenant_id, number);
CREATE INDEX sale_recorded ON public.sale USING btree (tenant_id, recorded_at_ms, id);
CREATE UNIQUE INDEX sale_return_number ON public.sale_return USING btree (tenant_id, number);
CREATE INDEX sale_return_sale ON public.sale_return USING btree (tenant_id, sale_id);
CREATE INDEX sale_store ON public.sale USING btree (tenant_id, store_id, recorded_at_ms, id);
CREATE INDEX sales_order_book ON public.sales_order USING btree (book_at_ms) WHERE (book_at_ms IS NOT NULL);
CREATE INDEX sales_order_early_age ON public.sales_order_early USING btree (recorded_at_ms);
CREATE UNIQUE INDEX sales_order_external ON public.sales_order USING btree (tenant_id, plugin, channel, external_id);
CREATE INDEX sales_order_push ON public.sales_order USING btree (tenant_id, plugin, store_id, push_due_at_ms) WHERE (push_due_at_ms IS NOT NULL);
CREATE INDEX sales_order_recorded ON public.sales_order USING btree (tenant_id, recorded_at_ms, id);
CREATE INDEX sales_order_status ON public.sales_order USING btree (tenant_id, status, id);
CREATE INDEX sales_order_store ON public.sales_order USING btree (tenant_id, store_id, recorded_at_ms, id);
CREATE UNIQUE INDEX session_secret ON public.session USING btree (secret_sha256);
CREATE INDEX session_user_id ON public.session USING btree (tenant_id, user_id, created_at_ms);
CREATE INDEX shadow_difference_age ON public.shadow_difference USING btree (tenant_id, installation_id, at_ms, id);
CREATE INDEX stock_move_place ON public.stock_move USING btree (tenant_id, location_id, variant_id, recorded_at_ms);
CREATE UNIQUE INDEX tenant_code ON public.tenant USING btree (code);
CREATE UNIQUE INDEX terminal_code ON public.terminal USING btree (tenant_id, store_id, code);
CREATE UNIQUE INDEX user_account_login ON public.user_account USING btree (tenant_id, login);
CREATE INDEX variant_product ON public.variant USING btree (tenant_id, product_id);
CREATE UNIQUE INDEX variant_sku ON public.variant USING btree (tenant_id, sku);
CREATE INDEX webhook_delivery_age ON public.webhook_delivery USING btree (closed_at_ms) WHERE (closed_at_ms IS NOT NULL);
CREATE INDEX webhook_delivery_due ON public.webhook_delivery USING btree (due_at_ms) WHERE (closed_at_ms IS NULL);
ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(tenant_id);
ALTER TABLE ONLY public.barcode
    ADD CONSTRAINT barcode_tenant_id_variant_id_fkey FOREIGN KEY (tenant_id, variant_id) REFERENCES public.variant(tenant_id, id);
ALTER TABLE ONLY public.installation
    ADD CONSTRAINT installation_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(tenant_id);
ALTER TABLE ONLY public.legal_entity
    ADD CONSTRAINT legal_entity_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(tenant_id);
ALTER TABLE ONLY public.member_person
    ADD CONSTRAINT member_person_tenant_id_member_id_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES public.member(tenant_id, id);
ALTER TABLE ONLY public.org_unit
    ADD CONSTRAINT org_unit_tenant_id_legal_entity_id_fkey FOREIGN KEY (tenant_id, legal_entity_id) REFERENCES public.legal_entity(tenant_id, id);
ALTER TABLE ONLY public.org_unit
    ADD CONSTRAINT org_unit_tenant_id_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES public.org_unit(tenant_id, id);
ALTER TABLE ONLY public.package
    ADD CONSTRAINT package_component_fkey FOREIGN KEY (component) REFERENCES public.component(digest);
ALTER TABLE ONLY public.price
    ADD CONSTRAINT price_tenant_id_list_id_fkey FOREIGN KEY (tenant_id, list_id) REFERENCES public.price_list(tenant_id, id);
ALTER TABLE ONLY public.price
    ADD CONSTRAINT price_tenant_id_variant_id_fkey FOREIGN KEY (tenant_id, variant_id) REFERENCES public.variant(tenant_id, id);
ALTER TABLE ONLY public.terminal
    ADD CONSTRAINT terminal_tenant_id_store_id_fkey FOREIGN KEY (tenant_id, store_id) REFERENCES public.org_unit(tenant_id, id);
ALTER TABLE ONLY public.user_account
    ADD CONSTRAINT user_account_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(tenant_id);
ALTER TABLE ONLY public.variant
    ADD CONSTRAINT variant_tenant_id_product_id_fkey FOREIGN KEY (tenant_id, product_id) REFERENCES public.product(tenant_id, id);
