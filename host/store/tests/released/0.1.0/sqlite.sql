PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE access_grant (
    tenant_id BLOB NOT NULL,
    holder BLOB NOT NULL,
    role TEXT NOT NULL,
    unit_id BLOB NOT NULL,
    until_ms BIGINT,
    PRIMARY KEY (tenant_id, holder, role, unit_id)
) WITHOUT ROWID;
INSERT INTO "access_grant" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'01A2039DD8677711BB90802C1C6B7E1E','owner',X'00000000000000000000000000000000',NULL);
CREATE TABLE access_role (
    tenant_id BLOB NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    permissions TEXT NOT NULL,
    PRIMARY KEY (tenant_id, name)
);
CREATE TABLE api_token (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    secret_sha256 BLOB NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT,
    revoked_at_ms BIGINT,
    last_used_at_ms BIGINT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);
INSERT INTO "api_token" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'01A2039DD8677711BB90802C1C6B7E1E','first admin token',X'AC595EAED2899B2EDD814609ED0324AFC41549CAABE08A056AD98BA7C654612B',1795357005925,NULL,NULL,1795357006178);
CREATE TABLE barcode (
    tenant_id BLOB NOT NULL,
    code TEXT NOT NULL,
    variant_id BLOB NOT NULL,
    stock_units BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, code),
    FOREIGN KEY (tenant_id, variant_id) REFERENCES variant (tenant_id, id)
) WITHOUT ROWID;
CREATE TABLE channel (
    tenant_id BLOB NOT NULL,
    installation_id BLOB NOT NULL,
    plugin TEXT NOT NULL,
    shops TEXT NOT NULL,
    items TEXT NOT NULL,
    batch_max BIGINT NOT NULL,
    gap_ms BIGINT NOT NULL,
    compared TEXT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id)
);
CREATE TABLE channel_item (
    tenant_id BLOB NOT NULL,
    installation_id BLOB NOT NULL,
    store_id BLOB NOT NULL,
    sku TEXT NOT NULL,
    variant_id BLOB NOT NULL,
    document_key TEXT NOT NULL,
    on_hand_micros BIGINT NOT NULL,
    available_micros BIGINT NOT NULL,
    price_minor BIGINT,
    is_on_sale BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    due_at_ms BIGINT,
    attempts BIGINT NOT NULL,
    error TEXT,
    changed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id, store_id, sku)
);
CREATE TABLE channel_lane (
    tenant_id BLOB NOT NULL,
    installation_id BLOB NOT NULL,
    store_id BLOB NOT NULL,
    shop_key TEXT NOT NULL,
    due_at_ms BIGINT,
    next_push_ms BIGINT NOT NULL,
    lease_token BLOB,
    lease_until_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    error TEXT,
    compare_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id, store_id)
);
CREATE TABLE channel_mark (
    tenant_id BLOB NOT NULL,
    store_id BLOB NOT NULL,
    variant_id BLOB NOT NULL,
    moves BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, store_id, variant_id)
) WITHOUT ROWID;
CREATE TABLE collection (
    tenant_id BLOB NOT NULL,
    plugin TEXT NOT NULL,
    name TEXT NOT NULL,
    schema_json TEXT NOT NULL,
    is_compiled BOOLEAN NOT NULL,
    indexed_json TEXT NOT NULL, generation BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, plugin, name)
);
CREATE TABLE component (
    digest TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (digest)
);
CREATE TABLE delivery (
    tenant_id BLOB NOT NULL,
    installation_id BLOB NOT NULL,
    seq BIGINT NOT NULL,
    event_id BLOB NOT NULL,
    ordering_key TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at_ms BIGINT NOT NULL,
    lease_token BLOB,
    last_error TEXT,
    closed_at_ms BIGINT,
    PRIMARY KEY (tenant_id, installation_id, seq)
);
CREATE TABLE device (
    tenant_id BLOB NOT NULL,
    terminal_id BLOB NOT NULL,
    secret_sha256 BLOB NOT NULL,
    paired_at_ms BIGINT NOT NULL,
    seen_at_ms BIGINT,
    PRIMARY KEY (tenant_id, terminal_id)
);
CREATE TABLE document (
    tenant_id BLOB NOT NULL,
    plugin TEXT NOT NULL,
    collection TEXT NOT NULL,
    document_key TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, plugin, collection, document_key)
);
CREATE TABLE document_field (
    tenant_id BLOB NOT NULL,
    plugin TEXT NOT NULL,
    collection TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    document_key TEXT NOT NULL,
    PRIMARY KEY (tenant_id, plugin, collection, field, value, document_key)
) WITHOUT ROWID;
CREATE TABLE document_migration (
    tenant_id BLOB NOT NULL,
    installation_id BLOB NOT NULL,
    plugin TEXT NOT NULL,
    from_package TEXT NOT NULL,
    from_version TEXT NOT NULL,
    to_package TEXT NOT NULL,
    to_version TEXT NOT NULL,
    collections_json TEXT NOT NULL,
    target_json TEXT NOT NULL,
    started_at_ms BIGINT NOT NULL,
    started_by TEXT NOT NULL,
    state TEXT NOT NULL,
    total BIGINT NOT NULL,
    error TEXT,
    lease_token BLOB,
    lease_until_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id)
);
CREATE TABLE document_staged (
    tenant_id BLOB NOT NULL,
    plugin TEXT NOT NULL,
    collection TEXT NOT NULL,
    document_key TEXT NOT NULL,
    source_version BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    body TEXT,
    PRIMARY KEY (tenant_id, plugin, collection, document_key)
);
CREATE TABLE event (
    arrival INTEGER PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    event_type TEXT NOT NULL,
    ordering_key TEXT NOT NULL,
    subject_id BLOB,
    subject_digest TEXT,
    store_id BLOB,
    occurred_at_ms BIGINT NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    depth BIGINT NOT NULL,
    payload_json TEXT NOT NULL,
    seq BIGINT,
    hash BLOB,
    UNIQUE (tenant_id, id)
);
INSERT INTO "event" VALUES(1,X'01A2039DD85F7608B64B1D5540B4C6F1',X'01A2039DDA6F72C5813916A33DFB5AED','sale.committed.v1','655a1c69-4f94-48fd-814b-fbab935d2275',X'655A1C694F9448FD814BFBAB935D2275','sha256:41047b8398903d633f65842d9e25e0f8e45c17f91ae231cd38776f6932581e61',X'0C16666D8AD544FC99DB964CCF8EDF95',1767240000000,1795357006447,0,'{"sale":{"id":"655a1c69-4f94-48fd-814b-fbab935d2275","number":"S1-T1-A-1","status":"completed","store":"0c16666d-8ad5-44fc-99db-964ccf8edf95","terminal":"0652f561-720a-4cf9-92ee-71b24f1b08a9","legal_entity":"256da315-cead-4f10-8de0-67f68b1b8eb6","channel":"pos","occurred_at_ms":1767240000000,"recorded_at_ms":1795357006447,"business_date":"2026-11-22","currency":"CNY","lines":[{"line":0,"variant":"ade571eb-9988-4014-874d-92b0f04d2409","sku":"tea","name":"茶","quantity":"1","unit_price_minor":1250,"stock_units":1,"measured":false,"original_minor":1250,"manual_discount_minor":0,"discount_minor":0,"amount_minor":1250,"tax_ppm":130000,"tax_minor":144,"units":[{"first":0,"count":1,"amount":1250}]}],"adjustments":[],"taxes":[{"rate_ppm":130000,"net_minor":1106,"tax_minor":144}],"tenders":[{"id":"3a195440-0e56-43d2-b13e-7fc5ef6940dd","method":"cash","amount_minor":1250,"state":"settled"}],"subtotal_minor":1250,"discount_minor":0,"tax_minor":144,"total_minor":1250,"cash_rounding_minor":0,"change_minor":0}}',1,X'747571B7CEB8878BD3192B5100683D575EE090E21B1643A6E934B47706E5E656');
INSERT INTO "event" VALUES(2,X'01A2039DD85F7608B64B1D5540B4C6F1',X'01A2039DDAB575B1A5CA4AA310DDA965','sale.committed.v1','0bb54843-4eba-4ff9-9432-2cb7f94cfbcf',X'0BB548434EBA4FF994322CB7F94CFBCF','sha256:d26c6271744789f9736df71fd20ef4cee6b58ee1230913804777c52465bdb237',X'0C16666D8AD544FC99DB964CCF8EDF95',1767240000001,1795357006517,0,'{"sale":{"id":"0bb54843-4eba-4ff9-9432-2cb7f94cfbcf","number":"S1-T1-A-2","status":"completed","store":"0c16666d-8ad5-44fc-99db-964ccf8edf95","terminal":"0652f561-720a-4cf9-92ee-71b24f1b08a9","legal_entity":"256da315-cead-4f10-8de0-67f68b1b8eb6","member":"8b54b62a-b504-46ef-a5d6-b8868ae01a9c","channel":"pos","occurred_at_ms":1767240000001,"recorded_at_ms":1795357006517,"business_date":"2026-11-22","currency":"CNY","lines":[{"line":0,"variant":"ade571eb-9988-4014-874d-92b0f04d2409","sku":"tea","name":"茶","quantity":"2","unit_price_minor":1250,"stock_units":1,"measured":false,"original_minor":2500,"manual_discount_minor":0,"discount_minor":0,"amount_minor":2500,"tax_ppm":130000,"tax_minor":288,"units":[{"first":0,"count":2,"amount":1250}]}],"adjustments":[],"taxes":[{"rate_ppm":130000,"net_minor":2212,"tax_minor":288}],"tenders":[{"id":"2dfc22e4-1cdd-4c73-b317-c259ab8f9bbb","method":"cash","amount_minor":2500,"state":"settled"}],"subtotal_minor":2500,"discount_minor":0,"tax_minor":288,"total_minor":2500,"cash_rounding_minor":0,"change_minor":0}}',2,X'D19F28331FE4B8D7F73032316DA1EC079FA232AEC44EA308C594E4C709B515FB');
INSERT INTO "event" VALUES(3,X'01A2039DD85F7608B64B1D5540B4C6F1',X'01A2039DDAD07177A9D843D174F2088A','sale.committed.v1','937a3b7b-6a2e-487b-a04d-d22440f95db9',X'937A3B7B6A2E487BA04DD22440F95DB9','sha256:9b91c6bb16a0d57966734590aea4c735f162a999eb4b5137b7f225a7fc0db3f3',X'0C16666D8AD544FC99DB964CCF8EDF95',1767240000002,1795357006544,0,'{"sale":{"id":"937a3b7b-6a2e-487b-a04d-d22440f95db9","number":"S1-T1-A-3","status":"completed","store":"0c16666d-8ad5-44fc-99db-964ccf8edf95","terminal":"0652f561-720a-4cf9-92ee-71b24f1b08a9","legal_entity":"256da315-cead-4f10-8de0-67f68b1b8eb6","member":"8b54b62a-b504-46ef-a5d6-b8868ae01a9c","channel":"pos","occurred_at_ms":1767240000002,"recorded_at_ms":1795357006544,"business_date":"2026-11-22","currency":"CNY","lines":[{"line":0,"variant":"ade571eb-9988-4014-874d-92b0f04d2409","sku":"tea","name":"茶","quantity":"3","unit_price_minor":1250,"stock_units":1,"measured":false,"original_minor":3750,"manual_discount_minor":0,"discount_minor":0,"amount_minor":3750,"tax_ppm":130000,"tax_minor":431,"units":[{"first":0,"count":3,"amount":1250}]}],"adjustments":[],"taxes":[{"rate_ppm":130000,"net_minor":3319,"tax_minor":431}],"tenders":[{"id":"72fae0f8-fa59-4910-9966-ae8272ef388d","method":"cash","amount_minor":3750,"state":"settled"}],"subtotal_minor":3750,"discount_minor":0,"tax_minor":431,"total_minor":3750,"cash_rounding_minor":0,"change_minor":0}}',3,X'3E6CDE4AB9C9B6FE29D3E6427D5AEA977CD17B5CC65527401B2F12CE9C5759DB');
CREATE TABLE event_chain (
    tenant_id BLOB NOT NULL,
    head_seq BIGINT NOT NULL,
    head_hash BLOB NOT NULL,
    PRIMARY KEY (tenant_id)
);
INSERT INTO "event_chain" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',3,X'3E6CDE4AB9C9B6FE29D3E6427D5AEA977CD17B5CC65527401B2F12CE9C5759DB');
CREATE TABLE exception (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    document_id BLOB,
    message_json TEXT NOT NULL,
    raised_at_ms BIGINT NOT NULL,
    resolved_at_ms BIGINT,
    resolution TEXT,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE export_run (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    installation_id BLOB NOT NULL,
    plugin TEXT NOT NULL,
    name TEXT NOT NULL,
    parameters_json TEXT NOT NULL,
    language TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at_ms BIGINT NOT NULL,
    lease_token BLOB,
    error TEXT,
    file_id BLOB,
    created_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE guess (
    what TEXT NOT NULL,
    wrong BIGINT NOT NULL,
    last_ms BIGINT NOT NULL,
    PRIMARY KEY (what)
) WITHOUT ROWID;
CREATE TABLE installation (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    plugin TEXT NOT NULL,
    version TEXT NOT NULL,
    package TEXT NOT NULL,
    component TEXT NOT NULL,
    stage TEXT,
    position BIGINT NOT NULL,
    is_enabled BOOLEAN NOT NULL,
    cap_ppm BIGINT,
    settings_json TEXT NOT NULL,
    events_json TEXT NOT NULL,
    permissions_json TEXT NOT NULL,
    status TEXT NOT NULL,
    snapshot TEXT,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);
CREATE TABLE installation_candidate (
    tenant_id BLOB NOT NULL,
    installation_id BLOB NOT NULL,
    package TEXT NOT NULL,
    component TEXT NOT NULL,
    version TEXT NOT NULL,
    settings_json TEXT NOT NULL,
    snapshot TEXT,
    mode TEXT NOT NULL,
    stores_json TEXT NOT NULL,
    permille BIGINT NOT NULL,
    started_at_ms BIGINT NOT NULL,
    started_by TEXT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id)
);
CREATE TABLE installation_event (
    tenant_id BLOB NOT NULL,
    installation_id BLOB NOT NULL,
    seq BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    details_json TEXT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id, seq)
);
CREATE TABLE installation_plan (
    tenant_id BLOB NOT NULL,
    installation_id BLOB NOT NULL,
    consent_json TEXT NOT NULL,
    approved_by TEXT,
    approved_at_ms BIGINT,
    scope_json TEXT NOT NULL,
    previous_json TEXT,
    switched_at_ms BIGINT, price_plan TEXT,
    PRIMARY KEY (tenant_id, installation_id)
);
CREATE TABLE invocation (
    tenant_id BLOB NOT NULL,
    installation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id, id)
) WITHOUT ROWID;
CREATE TABLE job (
    tenant_id BLOB NOT NULL,
    installation_id BLOB NOT NULL,
    name TEXT NOT NULL,
    cron TEXT NOT NULL,
    next_due_ms BIGINT NOT NULL,
    due_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id, name)
);
CREATE TABLE job_run (
    tenant_id BLOB NOT NULL,
    installation_id BLOB NOT NULL,
    job TEXT NOT NULL,
    scheduled_at_ms BIGINT NOT NULL,
    invocation_id BLOB NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    missed BIGINT NOT NULL,
    lease_token BLOB,
    lease_until_ms BIGINT,
    error TEXT,
    started_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT,
    PRIMARY KEY (tenant_id, installation_id, job, scheduled_at_ms)
);
CREATE TABLE killed_package (
    digest TEXT NOT NULL,
    component TEXT NOT NULL,
    number BIGINT NOT NULL,
    package TEXT NOT NULL,
    version TEXT NOT NULL,
    reason TEXT NOT NULL,
    killed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (digest)
);
CREATE TABLE ledger_account (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    plugin TEXT NOT NULL,
    account_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    unit TEXT NOT NULL,
    shards BIGINT NOT NULL,
    share_floor BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE ledger_balance (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    shard BIGINT NOT NULL,
    posted BIGINT NOT NULL CHECK (posted BETWEEN -9000000000000000000 AND 9000000000000000000),
    held BIGINT NOT NULL CHECK (held BETWEEN -9000000000000000000 AND 9000000000000000000),
    PRIMARY KEY (tenant_id, account_id, shard)
) WITHOUT ROWID;
CREATE TABLE ledger_transfer (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    state TEXT NOT NULL,
    pending_id BLOB,
    debit_account_id BLOB NOT NULL,
    debit_shard BIGINT NOT NULL,
    credit_account_id BLOB NOT NULL,
    credit_shard BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    document_id BLOB NOT NULL,
    memo TEXT,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE TABLE legal_entity (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    tax_id TEXT,
    currency TEXT NOT NULL,
    tax_mode TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);
INSERT INTO "legal_entity" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'256DA315CEAD4F108DE067F68B1B8EB6','上海测试有限公司','91310000','CNY','inclusive');
CREATE TABLE member (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    code TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
INSERT INTO "member" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'8B54B62AB50446EFA5D6B8868AE01A9C','M1','active',1795357006419);
CREATE TABLE member_address (
    tenant_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (tenant_id, member_id, channel)
);
CREATE TABLE member_consent (
    tenant_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    purpose TEXT NOT NULL,
    channel TEXT NOT NULL,
    is_granted BOOLEAN NOT NULL,
    at_ms BIGINT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (tenant_id, member_id, purpose, channel)
);
CREATE TABLE member_person (
    tenant_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    name TEXT,
    phone TEXT,
    email TEXT,
    birthday TEXT,
    PRIMARY KEY (tenant_id, member_id),
    FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id)
);
INSERT INTO "member_person" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'8B54B62AB50446EFA5D6B8868AE01A9C','张三','13800000001',NULL,NULL);
CREATE TABLE member_stat (
    tenant_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    sales_count BIGINT NOT NULL,
    last_sale_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, member_id)
) WITHOUT ROWID;
INSERT INTO "member_stat" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'8B54B62AB50446EFA5D6B8868AE01A9C',2,1795357006544);
CREATE TABLE member_tag (
    tenant_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (tenant_id, member_id, tag)
) WITHOUT ROWID;
CREATE TABLE message (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    plugin TEXT NOT NULL,
    installation_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    purpose TEXT NOT NULL,
    template TEXT NOT NULL,
    parameters_json TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    -- When it may be leased next; while it is leased, the end of the lease.
    due_at_ms BIGINT NOT NULL,
    lease_token BLOB,
    -- Who last tried to send it, over which channel, and the provider's id of it.
    sender_id BLOB,
    channel TEXT,
    provider_id TEXT,
    -- Why it is not sent, and when it took its state.
    reason TEXT,
    changed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE org_unit (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    operation TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    parent_id BLOB,
    legal_entity_id BLOB NOT NULL,
    time_zone TEXT NOT NULL,
    cash_unit_minor BIGINT NOT NULL,
    cutoff_hour BIGINT NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES org_unit (tenant_id, id),
    FOREIGN KEY (tenant_id, legal_entity_id) REFERENCES legal_entity (tenant_id, id)
);
INSERT INTO "org_unit" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'0C16666D8AD544FC99DB964CCF8EDF95','store','direct','S1','一号店',NULL,X'256DA315CEAD4F108DE067F68B1B8EB6','Asia/Shanghai',1,4,'/0c16666d-8ad5-44fc-99db-964ccf8edf95/');
CREATE TABLE package (
    digest TEXT NOT NULL,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    manifest_json TEXT NOT NULL,
    component TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (digest),
    FOREIGN KEY (component) REFERENCES component (digest)
);
CREATE TABLE pairing (
    code_sha256 BLOB NOT NULL,
    tenant_id BLOB NOT NULL,
    terminal_id BLOB NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    PRIMARY KEY (code_sha256)
);
CREATE TABLE payment (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    intent TEXT NOT NULL,
    sale_id BLOB NOT NULL,
    number TEXT NOT NULL,
    return_id BLOB,
    tender_id BLOB NOT NULL,
    charge_id BLOB,
    installation_id BLOB NOT NULL,
    plugin TEXT NOT NULL,
    method TEXT NOT NULL,
    store_id BLOB NOT NULL,
    terminal_id BLOB NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    presented_code TEXT,
    reason TEXT,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT,
    reference TEXT,
    paid_at_ms BIGINT,
    waiting_json TEXT,
    decline_json TEXT,
    error TEXT,
    attempts BIGINT NOT NULL,
    due_at_ms BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE payment_attempt (
    tenant_id BLOB NOT NULL,
    payment_id BLOB NOT NULL,
    id BLOB NOT NULL,
    at_ms BIGINT NOT NULL,
    step TEXT NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT,
    answer_json TEXT,
    PRIMARY KEY (tenant_id, payment_id, id)
);
CREATE TABLE plugin_file (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    plugin TEXT NOT NULL,
    installation_id BLOB NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    digest TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE plugin_usage (
    tenant_id BLOB NOT NULL,
    installation_id BLOB NOT NULL,
    day TEXT NOT NULL,
    point TEXT NOT NULL,
    calls BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    cost_units BIGINT NOT NULL,
    wall_us BIGINT NOT NULL,
    peak_memory BIGINT NOT NULL,
    egress_calls BIGINT NOT NULL,
    egress_bytes BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id, day, point)
) WITHOUT ROWID;
CREATE TABLE price (
    tenant_id BLOB NOT NULL,
    variant_id BLOB NOT NULL,
    list_id BLOB NOT NULL,
    org_unit_id BLOB NOT NULL,
    valid_from_ms BIGINT NOT NULL,
    valid_to_ms BIGINT,
    unit_price_minor BIGINT NOT NULL,
    floor_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, variant_id, list_id, org_unit_id, valid_from_ms),
    FOREIGN KEY (tenant_id, variant_id) REFERENCES variant (tenant_id, id),
    FOREIGN KEY (tenant_id, list_id) REFERENCES price_list (tenant_id, id)
) WITHOUT ROWID;
INSERT INTO "price" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'ADE571EB99884014874D92B0F04D2409',X'B6F6ABB7DCA34BC585E4B2536055DD7A',X'00000000000000000000000000000000',0,NULL,1250,0);
CREATE TABLE price_list (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
INSERT INTO "price_list" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'B6F6ABB7DCA34BC585E4B2536055DD7A','零售价','CNY','retail');
CREATE TABLE product (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    tags_json TEXT NOT NULL,
    tax_class TEXT NOT NULL,
    unit_of_measure TEXT NOT NULL,
    is_measured BOOLEAN NOT NULL,
    category TEXT NOT NULL,
    status TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
INSERT INTO "product" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'6AFBD40B58284BDE9AD521306DFBC08B','茶','[]','standard','piece',0,'food','active');
CREATE TABLE recovery_code (
    tenant_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (tenant_id, user_id, digest)
);
CREATE TABLE request (
    tenant_id BLOB NOT NULL,
    route TEXT NOT NULL,
    request_key TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    begun_at_ms BIGINT NOT NULL,
    status BIGINT,
    body TEXT,
    PRIMARY KEY (tenant_id, route, request_key)
);
CREATE TABLE rollup_cursor (
    tenant_id BLOB NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (tenant_id)
);
INSERT INTO "rollup_cursor" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',3);
CREATE TABLE rollup_due (
    tenant_id BLOB NOT NULL,
    document_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (tenant_id, document_id, kind)
) WITHOUT ROWID;
CREATE TABLE rollup_ledger (
    tenant_id BLOB NOT NULL,
    day TEXT NOT NULL,
    account_id BLOB NOT NULL,
    transfers BIGINT NOT NULL,
    gained BIGINT NOT NULL,
    spent BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, day, account_id)
) WITHOUT ROWID;
CREATE TABLE rollup_members (
    tenant_id BLOB NOT NULL,
    business_date TEXT NOT NULL,
    store_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    sales BIGINT NOT NULL,
    units_micros BIGINT NOT NULL,
    gross_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, business_date, store_id, member_id)
) WITHOUT ROWID;
INSERT INTO "rollup_members" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1','2026-11-22',X'0C16666D8AD544FC99DB964CCF8EDF95',X'00000000000000000000000000000000',1,1000000,1250,0,144,1106);
INSERT INTO "rollup_members" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1','2026-11-22',X'0C16666D8AD544FC99DB964CCF8EDF95',X'8B54B62AB50446EFA5D6B8868AE01A9C',2,5000000,6250,0,719,5531);
CREATE TABLE rollup_sales (
    tenant_id BLOB NOT NULL,
    business_date TEXT NOT NULL,
    hour BIGINT NOT NULL,
    store_id BLOB NOT NULL,
    variant_id BLOB NOT NULL,
    sales BIGINT NOT NULL,
    units_micros BIGINT NOT NULL,
    gross_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, business_date, hour, store_id, variant_id)
) WITHOUT ROWID;
INSERT INTO "rollup_sales" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1','2026-11-22',12,X'0C16666D8AD544FC99DB964CCF8EDF95',X'00000000000000000000000000000000',3,0,0,0,0,0);
INSERT INTO "rollup_sales" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1','2026-11-22',12,X'0C16666D8AD544FC99DB964CCF8EDF95',X'ADE571EB99884014874D92B0F04D2409',3,6000000,7500,0,863,6637);
CREATE TABLE rollup_stock (
    tenant_id BLOB NOT NULL,
    day TEXT NOT NULL,
    location_id BLOB NOT NULL,
    variant_id BLOB NOT NULL,
    received_micros BIGINT NOT NULL,
    sold_micros BIGINT NOT NULL,
    adjusted_micros BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, day, location_id, variant_id)
) WITHOUT ROWID;
INSERT INTO "rollup_stock" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1','2026-01-01',X'0C16666D8AD544FC99DB964CCF8EDF95',X'ADE571EB99884014874D92B0F04D2409',20000000,6000000,0);
CREATE TABLE sale (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    number TEXT NOT NULL,
    status TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    digest TEXT NOT NULL,
    store_id BLOB NOT NULL,
    terminal_id BLOB NOT NULL,
    legal_entity_id BLOB NOT NULL,
    member_id BLOB,
    channel TEXT NOT NULL,
    occurred_at_ms BIGINT NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    business_date TEXT NOT NULL,
    currency TEXT NOT NULL,
    subtotal_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    cash_rounding_minor BIGINT NOT NULL,
    change_minor BIGINT NOT NULL,
    skipped_json TEXT,
    expires_at_ms BIGINT,
    PRIMARY KEY (tenant_id, id)
);
INSERT INTO "sale" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'655A1C694F9448FD814BFBAB935D2275','S1-T1-A-1','completed','sha256:0f6cc34c89489c922f5f5210cfcb3c95799a46dd74e9716f016b5a7e12794846','sha256:41047b8398903d633f65842d9e25e0f8e45c17f91ae231cd38776f6932581e61',X'0C16666D8AD544FC99DB964CCF8EDF95',X'0652F561720A4CF992EE71B24F1B08A9',X'256DA315CEAD4F108DE067F68B1B8EB6',NULL,'pos',1767240000000,1795357006447,'2026-11-22','CNY',1250,0,144,1250,0,0,NULL,NULL);
INSERT INTO "sale" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'0BB548434EBA4FF994322CB7F94CFBCF','S1-T1-A-2','completed','sha256:ce07b0c97d50644039ca3e82da2ff2f9917a794518fe17bfdc8ba673ffb0b0c7','sha256:d26c6271744789f9736df71fd20ef4cee6b58ee1230913804777c52465bdb237',X'0C16666D8AD544FC99DB964CCF8EDF95',X'0652F561720A4CF992EE71B24F1B08A9',X'256DA315CEAD4F108DE067F68B1B8EB6',X'8B54B62AB50446EFA5D6B8868AE01A9C','pos',1767240000001,1795357006517,'2026-11-22','CNY',2500,0,288,2500,0,0,NULL,NULL);
INSERT INTO "sale" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'937A3B7B6A2E487BA04DD22440F95DB9','S1-T1-A-3','completed','sha256:abbd52f8f3909c0086e2a40902bf9f79f31b827a6138129d3fb0e48a0c324a7c','sha256:9b91c6bb16a0d57966734590aea4c735f162a999eb4b5137b7f225a7fc0db3f3',X'0C16666D8AD544FC99DB964CCF8EDF95',X'0652F561720A4CF992EE71B24F1B08A9',X'256DA315CEAD4F108DE067F68B1B8EB6',X'8B54B62AB50446EFA5D6B8868AE01A9C','pos',1767240000002,1795357006544,'2026-11-22','CNY',3750,0,431,3750,0,0,NULL,NULL);
CREATE TABLE sale_adjustment (
    tenant_id BLOB NOT NULL,
    sale_id BLOB NOT NULL,
    ordinal BIGINT NOT NULL,
    installation_id BLOB NOT NULL,
    plugin TEXT NOT NULL,
    version TEXT NOT NULL,
    component TEXT NOT NULL,
    reference TEXT NOT NULL,
    labels_json TEXT,
    note TEXT,
    level TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, sale_id, ordinal)
) WITHOUT ROWID;
CREATE TABLE sale_allocation (
    tenant_id BLOB NOT NULL,
    sale_id BLOB NOT NULL,
    adjustment BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    line BIGINT NOT NULL,
    first_unit BIGINT NOT NULL,
    units BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, sale_id, adjustment, ordinal)
) WITHOUT ROWID;
CREATE TABLE sale_line (
    tenant_id BLOB NOT NULL,
    sale_id BLOB NOT NULL,
    line BIGINT NOT NULL,
    variant_id BLOB,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity_micros BIGINT NOT NULL,
    unit_price_minor BIGINT NOT NULL,
    stock_units BIGINT NOT NULL,
    is_measured BOOLEAN NOT NULL,
    tags_json TEXT,
    gift_json TEXT,
    original_minor BIGINT NOT NULL,
    manual_discount_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    tax_ppm BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    units_json TEXT NOT NULL,
    PRIMARY KEY (tenant_id, sale_id, line)
) WITHOUT ROWID;
INSERT INTO "sale_line" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'0BB548434EBA4FF994322CB7F94CFBCF',0,X'ADE571EB99884014874D92B0F04D2409','tea','茶',2000000,1250,1,0,NULL,NULL,2500,0,0,2500,130000,288,'[{"first":0,"count":2,"amount":1250}]');
INSERT INTO "sale_line" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'655A1C694F9448FD814BFBAB935D2275',0,X'ADE571EB99884014874D92B0F04D2409','tea','茶',1000000,1250,1,0,NULL,NULL,1250,0,0,1250,130000,144,'[{"first":0,"count":1,"amount":1250}]');
INSERT INTO "sale_line" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'937A3B7B6A2E487BA04DD22440F95DB9',0,X'ADE571EB99884014874D92B0F04D2409','tea','茶',3000000,1250,1,0,NULL,NULL,3750,0,0,3750,130000,431,'[{"first":0,"count":3,"amount":1250}]');
CREATE TABLE sale_pricing (
    tenant_id BLOB NOT NULL,
    sale_id BLOB NOT NULL,
    arithmetic BIGINT NOT NULL,
    input_json TEXT NOT NULL,
    consulted_json TEXT NOT NULL, checks_json TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, sale_id)
);
INSERT INTO "sale_pricing" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'655A1C694F9448FD814BFBAB935D2275',1,'{"arithmetic":1,"context":{"currency":"CNY","store":"0c16666d-8ad5-44fc-99db-964ccf8edf95","channel":"pos","now_ms":1795357006447,"offset_minutes":480,"date":"2026-11-22","seconds_of_day":80206,"weekday":7,"tax_mode":"inclusive"},"lines":[{"sku":"tea","quantity":1000000,"unit_price":1250,"tax_ppm":130000}]}','[]','{"tenders":[],"checks":[]}');
INSERT INTO "sale_pricing" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'0BB548434EBA4FF994322CB7F94CFBCF',1,'{"arithmetic":1,"context":{"currency":"CNY","store":"0c16666d-8ad5-44fc-99db-964ccf8edf95","channel":"pos","member":"8b54b62a-b504-46ef-a5d6-b8868ae01a9c","now_ms":1795357006517,"offset_minutes":480,"date":"2026-11-22","seconds_of_day":80206,"weekday":7,"tax_mode":"inclusive"},"lines":[{"sku":"tea","quantity":2000000,"unit_price":1250,"tax_ppm":130000}]}','[]','{"tenders":[],"checks":[]}');
INSERT INTO "sale_pricing" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'937A3B7B6A2E487BA04DD22440F95DB9',1,'{"arithmetic":1,"context":{"currency":"CNY","store":"0c16666d-8ad5-44fc-99db-964ccf8edf95","channel":"pos","member":"8b54b62a-b504-46ef-a5d6-b8868ae01a9c","now_ms":1795357006543,"offset_minutes":480,"date":"2026-11-22","seconds_of_day":80206,"weekday":7,"tax_mode":"inclusive"},"lines":[{"sku":"tea","quantity":3000000,"unit_price":1250,"tax_ppm":130000}]}','[]','{"tenders":[],"checks":[]}');
CREATE TABLE sale_return (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    number TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    digest TEXT NOT NULL,
    sale_id BLOB NOT NULL,
    store_id BLOB NOT NULL,
    terminal_id BLOB NOT NULL,
    legal_entity_id BLOB NOT NULL,
    occurred_at_ms BIGINT NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    business_date TEXT NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT,
    tax_minor BIGINT NOT NULL,
    refund_minor BIGINT NOT NULL,
    cash_rounding_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE sale_return_line (
    tenant_id BLOB NOT NULL,
    return_id BLOB NOT NULL,
    ordinal BIGINT NOT NULL,
    line BIGINT NOT NULL,
    sku TEXT NOT NULL,
    first_unit BIGINT NOT NULL,
    units BIGINT NOT NULL,
    quantity_micros BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, return_id, ordinal)
) WITHOUT ROWID;
CREATE TABLE sale_return_tender (
    tenant_id BLOB NOT NULL,
    return_id BLOB NOT NULL,
    ordinal BIGINT NOT NULL,
    id BLOB NOT NULL,
    method TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    state TEXT NOT NULL,
    reference TEXT,
    foreign_json TEXT, parts_json TEXT,
    PRIMARY KEY (tenant_id, return_id, ordinal)
) WITHOUT ROWID;
CREATE TABLE sale_tax (
    tenant_id BLOB NOT NULL,
    sale_id BLOB NOT NULL,
    ordinal BIGINT NOT NULL,
    rate_ppm BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, sale_id, ordinal)
) WITHOUT ROWID;
INSERT INTO "sale_tax" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'0BB548434EBA4FF994322CB7F94CFBCF',0,130000,2212,288);
INSERT INTO "sale_tax" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'655A1C694F9448FD814BFBAB935D2275',0,130000,1106,144);
INSERT INTO "sale_tax" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'937A3B7B6A2E487BA04DD22440F95DB9',0,130000,3319,431);
CREATE TABLE sale_tender (
    tenant_id BLOB NOT NULL,
    sale_id BLOB NOT NULL,
    ordinal BIGINT NOT NULL,
    id BLOB NOT NULL,
    method TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    state TEXT NOT NULL,
    reference TEXT,
    foreign_json TEXT, parts_json TEXT,
    PRIMARY KEY (tenant_id, sale_id, ordinal)
) WITHOUT ROWID;
INSERT INTO "sale_tender" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'0BB548434EBA4FF994322CB7F94CFBCF',0,X'2DFC22E41CDD4C73B317C259AB8F9BBB','cash',2500,'settled',NULL,NULL,NULL);
INSERT INTO "sale_tender" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'655A1C694F9448FD814BFBAB935D2275',0,X'3A1954400E5643D2B13E7FC5EF6940DD','cash',1250,'settled',NULL,NULL,NULL);
INSERT INTO "sale_tender" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'937A3B7B6A2E487BA04DD22440F95DB9',0,X'72FAE0F8FA5949109966AE8272EF388D','cash',3750,'settled',NULL,NULL,NULL);
CREATE TABLE sales_order (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    plugin TEXT NOT NULL,
    channel TEXT NOT NULL,
    external_id TEXT NOT NULL,
    store_id BLOB NOT NULL,
    status TEXT NOT NULL,
    refund TEXT NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    body_json TEXT NOT NULL,
    book_at_ms BIGINT,
    push_due_at_ms BIGINT,
    push_from TEXT,
    push_attempts BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE sales_order_early (
    tenant_id BLOB NOT NULL,
    plugin TEXT NOT NULL,
    channel TEXT NOT NULL,
    external_id TEXT NOT NULL,
    news_json TEXT NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, plugin, channel, external_id)
);
CREATE TABLE sales_order_recipient (
    tenant_id BLOB NOT NULL,
    order_id BLOB NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (tenant_id, order_id)
);
CREATE TABLE "seaql_migrations" ( "version" varchar NOT NULL PRIMARY KEY, "applied_at" integer NOT NULL );
INSERT INTO "seaql_migrations" VALUES('m0001_organisation',1795357005);
INSERT INTO "seaql_migrations" VALUES('m0002_catalog',1795357005);
INSERT INTO "seaql_migrations" VALUES('m0003_stock',1795357005);
INSERT INTO "seaql_migrations" VALUES('m0004_members',1795357005);
INSERT INTO "seaql_migrations" VALUES('m0005_ledger',1795357005);
INSERT INTO "seaql_migrations" VALUES('m0006_sales',1795357005);
INSERT INTO "seaql_migrations" VALUES('m0007_plugins',1795357005);
INSERT INTO "seaql_migrations" VALUES('m0008_events',1795357005);
INSERT INTO "seaql_migrations" VALUES('m0009_plugin_life',1795357005);
INSERT INTO "seaql_migrations" VALUES('m0010_plugin_truth',1795357005);
INSERT INTO "seaql_migrations" VALUES('m0011_messages_exports',1795357005);
INSERT INTO "seaql_migrations" VALUES('m0010_rollups',1795357005);
INSERT INTO "seaql_migrations" VALUES('m0012_payments',1795357005);
INSERT INTO "seaql_migrations" VALUES('m0013_orders',1795357005);
INSERT INTO "seaql_migrations" VALUES('m0014_kills',1795357005);
INSERT INTO "seaql_migrations" VALUES('m0015_webhooks',1795357005);
INSERT INTO "seaql_migrations" VALUES('m0016_access',1795357005);
CREATE TABLE session (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    secret_sha256 BLOB NOT NULL,
    user_id BLOB NOT NULL,
    terminal_id BLOB,
    agent TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    proved_at_ms BIGINT NOT NULL,
    seen_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE shadow_count (
    tenant_id BLOB NOT NULL,
    installation_id BLOB NOT NULL,
    compared BIGINT NOT NULL,
    different BIGINT NOT NULL,
    live_failed BIGINT NOT NULL,
    candidate_failed BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id)
) WITHOUT ROWID;
CREATE TABLE shadow_difference (
    tenant_id BLOB NOT NULL,
    installation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    at_ms BIGINT NOT NULL,
    store_id BLOB,
    kind TEXT NOT NULL,
    live_json TEXT NOT NULL,
    candidate_json TEXT NOT NULL,
    input_json TEXT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id, id)
);
CREATE TABLE snapshot (
    tenant_id BLOB NOT NULL,
    installation_id BLOB NOT NULL,
    digest TEXT NOT NULL,
    bytes BLOB NOT NULL,
    keys_json TEXT NOT NULL,
    legends_json TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id, digest)
);
CREATE TABLE stock_balance (
    tenant_id BLOB NOT NULL,
    location_id BLOB NOT NULL,
    variant_id BLOB NOT NULL,
    on_hand_micros BIGINT NOT NULL CHECK (on_hand_micros BETWEEN -9000000000000000000 AND 9000000000000000000),
    reserved_micros BIGINT NOT NULL CHECK (reserved_micros BETWEEN -9000000000000000000 AND 9000000000000000000),
    PRIMARY KEY (tenant_id, location_id, variant_id)
) WITHOUT ROWID;
INSERT INTO "stock_balance" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'0C16666D8AD544FC99DB964CCF8EDF95',X'ADE571EB99884014874D92B0F04D2409',14000000,0);
CREATE TABLE stock_move (
    tenant_id BLOB NOT NULL,
    document_id BLOB NOT NULL,
    ordinal BIGINT NOT NULL,
    variant_id BLOB NOT NULL,
    location_id BLOB NOT NULL,
    delta_micros BIGINT NOT NULL,
    reason TEXT NOT NULL,
    occurred_at_ms BIGINT NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, document_id, ordinal)
) WITHOUT ROWID;
INSERT INTO "stock_move" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'0BB548434EBA4FF994322CB7F94CFBCF',0,X'ADE571EB99884014874D92B0F04D2409',X'0C16666D8AD544FC99DB964CCF8EDF95',-2000000,'sale',1767240000001,1795357006517);
INSERT INTO "stock_move" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'655A1C694F9448FD814BFBAB935D2275',0,X'ADE571EB99884014874D92B0F04D2409',X'0C16666D8AD544FC99DB964CCF8EDF95',-1000000,'sale',1767240000000,1795357006447);
INSERT INTO "stock_move" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'8155C437BE27402688E500D4B07B8717',0,X'ADE571EB99884014874D92B0F04D2409',X'0C16666D8AD544FC99DB964CCF8EDF95',20000000,'receipt',1767240000000,1795357006429);
INSERT INTO "stock_move" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'937A3B7B6A2E487BA04DD22440F95DB9',0,X'ADE571EB99884014874D92B0F04D2409',X'0C16666D8AD544FC99DB964CCF8EDF95',-3000000,'sale',1767240000002,1795357006544);
CREATE TABLE stock_reservation (
    tenant_id BLOB NOT NULL,
    sale_id BLOB NOT NULL,
    ordinal BIGINT NOT NULL,
    variant_id BLOB NOT NULL,
    location_id BLOB NOT NULL,
    delta_micros BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, sale_id, ordinal)
) WITHOUT ROWID;
CREATE TABLE tax_class (
    tenant_id BLOB NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (tenant_id, code)
);
INSERT INTO "tax_class" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1','standard','标准');
CREATE TABLE tax_rate (
    tenant_id BLOB NOT NULL,
    legal_entity_id BLOB NOT NULL,
    tax_class TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    ppm BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, legal_entity_id, tax_class, valid_from)
) WITHOUT ROWID;
INSERT INTO "tax_rate" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'256DA315CEAD4F108DE067F68B1B8EB6','standard','2020-01-01',130000);
CREATE TABLE tenant (
    tenant_id BLOB NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id)
);
INSERT INTO "tenant" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1','released','发布时的商户',1795357005919);
CREATE TABLE tenant_counter (
    tenant_id BLOB NOT NULL,
    name TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, name)
) WITHOUT ROWID;
INSERT INTO "tenant_counter" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1','catalog',8);
CREATE TABLE terminal (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    store_id BLOB NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, store_id) REFERENCES org_unit (tenant_id, id)
);
INSERT INTO "terminal" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'0652F561720A4CF992EE71B24F1B08A9',X'0C16666D8AD544FC99DB964CCF8EDF95','T1','一号机');
CREATE TABLE user_account (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    password_hash TEXT,
    pin_hash TEXT,
    totp_secret BLOB,
    totp_is_on BOOLEAN NOT NULL,
    totp_step BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);
CREATE TABLE variant (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    product_id BLOB NOT NULL,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    stock_units BIGINT NOT NULL,
    hard_floor_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, product_id) REFERENCES product (tenant_id, id)
);
INSERT INTO "variant" VALUES(X'01A2039DD85F7608B64B1D5540B4C6F1',X'ADE571EB99884014874D92B0F04D2409',X'6AFBD40B58284BDE9AD521306DFBC08B','tea','',1,0);
CREATE TABLE webhook (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    url TEXT NOT NULL,
    description TEXT NOT NULL,
    event_types_json TEXT NOT NULL,
    secret BLOB NOT NULL,
    previous_secret BLOB,
    previous_until_ms BIGINT,
    state TEXT NOT NULL,
    paused_reason TEXT,
    cursor_seq BIGINT NOT NULL,
    failing_since_ms BIGINT,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE webhook_delivery (
    tenant_id BLOB NOT NULL,
    webhook_id BLOB NOT NULL,
    seq BIGINT NOT NULL,
    event_id BLOB NOT NULL,
    event_type TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at_ms BIGINT NOT NULL,
    lease_token BLOB,
    status BIGINT,
    error TEXT,
    took_ms BIGINT,
    attempted_at_ms BIGINT,
    closed_at_ms BIGINT,
    PRIMARY KEY (tenant_id, webhook_id, seq)
);
CREATE UNIQUE INDEX tenant_code ON tenant (code);
CREATE UNIQUE INDEX org_unit_code ON org_unit (tenant_id, code);
CREATE INDEX org_unit_path ON org_unit (tenant_id, path);
CREATE UNIQUE INDEX terminal_code ON terminal (tenant_id, store_id, code);
CREATE UNIQUE INDEX api_token_secret ON api_token (secret_sha256);
CREATE INDEX product_name ON product (tenant_id, name, id);
CREATE UNIQUE INDEX variant_sku ON variant (tenant_id, sku);
CREATE INDEX variant_product ON variant (tenant_id, product_id);
CREATE INDEX barcode_variant ON barcode (tenant_id, variant_id);
CREATE INDEX stock_move_place ON stock_move (tenant_id, location_id, variant_id, recorded_at_ms);
CREATE UNIQUE INDEX member_code ON member (tenant_id, code);
CREATE UNIQUE INDEX ledger_account_key ON ledger_account (tenant_id, plugin, account_key);
CREATE UNIQUE INDEX ledger_transfer_pending ON ledger_transfer (tenant_id, pending_id) WHERE pending_id IS NOT NULL;
CREATE INDEX ledger_transfer_debit ON ledger_transfer (tenant_id, debit_account_id, created_at_ms);
CREATE INDEX ledger_transfer_credit ON ledger_transfer (tenant_id, credit_account_id, created_at_ms);
CREATE UNIQUE INDEX sale_number ON sale (tenant_id, number);
CREATE INDEX sale_recorded ON sale (tenant_id, recorded_at_ms, id);
CREATE INDEX sale_store ON sale (tenant_id, store_id, recorded_at_ms, id);
CREATE INDEX sale_member ON sale (tenant_id, member_id, recorded_at_ms, id) WHERE member_id IS NOT NULL;
CREATE INDEX sale_expiry ON sale (expires_at_ms) WHERE status = 'awaiting_payment';
CREATE UNIQUE INDEX sale_return_number ON sale_return (tenant_id, number);
CREATE INDEX sale_return_sale ON sale_return (tenant_id, sale_id);
CREATE INDEX package_name ON package (name, created_at_ms);
CREATE INDEX document_field_key ON document_field (tenant_id, plugin, collection, document_key);
CREATE UNIQUE INDEX event_seq ON event (tenant_id, seq) WHERE seq IS NOT NULL;
CREATE INDEX event_unnumbered ON event (tenant_id, arrival) WHERE seq IS NULL;
CREATE INDEX event_sealed_subject ON event (tenant_id, subject_id) WHERE subject_digest IS NOT NULL;
CREATE INDEX delivery_due ON delivery (due_at_ms) WHERE closed_at_ms IS NULL;
CREATE INDEX delivery_order ON delivery (tenant_id, installation_id, ordering_key, seq) WHERE closed_at_ms IS NULL;
CREATE INDEX delivery_dead ON delivery (tenant_id, seq, installation_id) WHERE state = 'dead';
CREATE INDEX request_age ON request (begun_at_ms);
CREATE INDEX exception_open ON exception (tenant_id, raised_at_ms, id) WHERE resolved_at_ms IS NULL;
CREATE INDEX shadow_difference_age ON shadow_difference (tenant_id, installation_id, at_ms, id);
CREATE INDEX job_due ON job (due_at_ms);
CREATE INDEX job_run_time ON job_run (tenant_id, scheduled_at_ms, installation_id, job);
CREATE INDEX job_run_age ON job_run (ended_at_ms) WHERE ended_at_ms IS NOT NULL;
CREATE INDEX message_due ON message (due_at_ms) WHERE state = 'queued';
CREATE INDEX message_provider ON message (tenant_id, sender_id, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX message_time ON message (tenant_id, created_at_ms, id);
CREATE INDEX message_member ON message (tenant_id, member_id, created_at_ms, id);
CREATE INDEX message_state ON message (tenant_id, state, created_at_ms, id);
CREATE INDEX plugin_usage_day ON plugin_usage (tenant_id, day);
CREATE INDEX invocation_age ON invocation (recorded_at_ms);
CREATE INDEX export_run_due ON export_run (due_at_ms) WHERE state = 'queued';
CREATE INDEX export_run_queued ON export_run (tenant_id) WHERE state = 'queued';
CREATE INDEX export_run_time ON export_run (tenant_id, created_at_ms, id);
CREATE INDEX export_run_age ON export_run (ended_at_ms) WHERE ended_at_ms IS NOT NULL;
CREATE INDEX plugin_file_plugin ON plugin_file (tenant_id, plugin, id);
CREATE INDEX plugin_file_age ON plugin_file (expires_at_ms);
CREATE INDEX payment_due ON payment (due_at_ms) WHERE due_at_ms IS NOT NULL;
CREATE INDEX payment_sale ON payment (tenant_id, sale_id);
CREATE INDEX payment_time ON payment (tenant_id, created_at_ms, id);
CREATE UNIQUE INDEX sales_order_external ON sales_order (tenant_id, plugin, channel, external_id);
CREATE INDEX sales_order_recorded ON sales_order (tenant_id, recorded_at_ms, id);
CREATE INDEX sales_order_store ON sales_order (tenant_id, store_id, recorded_at_ms, id);
CREATE INDEX sales_order_status ON sales_order (tenant_id, status, id);
CREATE INDEX sales_order_book ON sales_order (book_at_ms) WHERE book_at_ms IS NOT NULL;
CREATE INDEX sales_order_push ON sales_order (tenant_id, plugin, store_id, push_due_at_ms)
    WHERE push_due_at_ms IS NOT NULL;
CREATE INDEX sales_order_early_age ON sales_order_early (recorded_at_ms);
CREATE INDEX channel_lane_due ON channel_lane (due_at_ms) WHERE due_at_ms IS NOT NULL;
CREATE INDEX channel_lane_compare ON channel_lane (compare_at_ms);
CREATE INDEX channel_item_variant ON channel_item (tenant_id, store_id, variant_id);
CREATE INDEX channel_item_due ON channel_item (tenant_id, installation_id, store_id, due_at_ms)
    WHERE due_at_ms IS NOT NULL;
CREATE INDEX killed_package_component ON killed_package (component);
CREATE INDEX killed_package_number ON killed_package (number);
CREATE INDEX webhook_delivery_due ON webhook_delivery (due_at_ms) WHERE closed_at_ms IS NULL;
CREATE INDEX webhook_delivery_age ON webhook_delivery (closed_at_ms) WHERE closed_at_ms IS NOT NULL;
CREATE INDEX access_grant_role ON access_grant (tenant_id, role);
CREATE UNIQUE INDEX user_account_login ON user_account (tenant_id, login);
CREATE UNIQUE INDEX session_secret ON session (secret_sha256);
CREATE INDEX session_user_id ON session (tenant_id, user_id, created_at_ms);
CREATE UNIQUE INDEX device_secret ON device (secret_sha256);
COMMIT;
