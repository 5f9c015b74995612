-- The tables of the centre management unit, schema cmu. Every owned table carries tenant_id; times are timestamptz (UTC), written by the CMU
-- from its own clock unless a comment says otherwise. Ids are text as in design "Fixed names".

create table tenant (
    tenant_id  text primary key,
    name       text not null,
    created_at timestamptz not null
);
comment on table tenant is 'A provider: its customers, vendors and devices see nothing of another tenant. The first row is made at first start.';

create table signing_key (
    key_id         text primary key,
    purpose        text not null check (purpose in ('access-token', 'bootstrap', 'play', 'access-key', 'code', 'report')),
    algorithm      text not null,
    public_key     bytea,
    sealed_private bytea not null,
    created_at     timestamptz not null,
    retired_at     timestamptz
);
comment on table signing_key is 'Keys of the platform, shared by all CMU instances. Private parts are sealed with the master key file (AES-256-GCM).';
comment on column signing_key.public_key is 'SPKI DER; null for symmetric keys.';
create unique index signing_key_current on signing_key (purpose) where retired_at is null;

create table setting (
    name  text primary key,
    value text not null
);
comment on table setting is 'Settings that an operator changes at run time; absent = default from the configuration.';

create table account (
    account_id    text primary key,
    tenant_id     text not null references tenant,
    version       integer not null,
    phone         text unique,
    display_name  text not null,
    language      text,
    password_hash text,
    role          text not null check (role in ('user', 'operator', 'administrator')),
    status        text not null check (status in ('pending', 'active', 'suspended')),
    created_at    timestamptz not null,
    last_login_at timestamptz
);
comment on table account is 'Customers and operators. The number is unique over all tenants: it is what people sign in with.';
comment on column account.password_hash is 'Argon2id; null = can sign in by link only.';
create index account_tenant_created on account (tenant_id, created_at desc, account_id);

create table invitation (
    invitation_id text primary key,
    tenant_id     text not null references tenant,
    version       integer not null,
    token_hash    text not null unique,
    phone         text,
    note          text,
    created_by    text not null,
    created_at    timestamptz not null,
    expires_at    timestamptz not null,
    used_by       text
);
comment on table invitation is 'Invitations by link; token_hash is SHA-256, the token is in the link only.';

create table sign_up (
    sign_up_id    text primary key,
    tenant_id     text not null references tenant,
    phone         text not null,
    display_name  text not null,
    password_hash text not null,
    invitation_id text,
    code_mac      text not null,
    tries         integer not null default 0,
    expires_at    timestamptz not null,
    confirmed_at  timestamptz,
    known         boolean not null
);
comment on table sign_up is 'Sign-ups waiting for the SMS code; removed a day after they expire.';
comment on column sign_up.known is 'The number had an account already: no code works, the answers look the same.';

create table password_reset (
    reset_id   text primary key,
    account_id text references account,
    code_mac   text not null,
    tries      integer not null default 0,
    expires_at timestamptz not null,
    used_at    timestamptz
);
comment on table password_reset is 'Codes for a new password; account_id is null for numbers without account, whose codes never work.';

create table login_session (
    session_id   text primary key,
    tenant_id    text not null references tenant,
    account_id   text not null references account,
    created_at   timestamptz not null,
    last_used_at timestamptz not null,
    expires_at   timestamptz not null,
    address      text,
    user_agent   text,
    ended_at     timestamptz,
    end_reason   text
);
comment on table login_session is 'A sign-in: the family of refresh tokens that follow one another.';
create index login_session_account on login_session (account_id) where ended_at is null;

create table refresh_token (
    token_hash text primary key,
    session_id text not null references login_session,
    created_at timestamptz not null,
    used_at    timestamptz
);
comment on table refresh_token is 'SHA-256 of each refresh token; used_at set and shown again = theft, the whole session ends.';
create index refresh_token_session on refresh_token (session_id);

create table sign_in_link (
    token_hash text primary key,
    account_id text not null references account,
    expires_at timestamptz not null,
    used_at    timestamptz
);
comment on table sign_in_link is 'One-time sign-in links made by the launcher on the same host.';

create table attempt (
    kind    text not null,
    subject text not null,
    at      timestamptz not null
);
comment on table attempt is 'Failed (or reserved) attempts that count towards a lock-out; rows older than the window are pruned.';
create index attempt_subject on attempt (kind, subject, at);

create table security_event (
    event_id   bigint generated always as identity primary key,
    tenant_id  text not null,
    account_id text not null,
    at         timestamptz not null,
    kind       text not null,
    address    text,
    detail     text
);
comment on table security_event is 'What the owner of an account should know; shown in the portal.';
create index security_event_account on security_event (account_id, event_id desc);

create table sms_message (
    message_id  text primary key,
    tenant_id   text not null,
    phone       text not null,
    sealed_text bytea,
    status      text not null check (status in ('queued', 'sent', 'delivered', 'failed')),
    tries       integer not null default 0,
    next_try_at timestamptz not null,
    created_at  timestamptz not null
);
comment on table sms_message is 'Outgoing SMS: queue of the HTTP adapter, or the outbox page of the quickstart.';
comment on column sms_message.sealed_text is 'Sealed with the master key since it may hold a code; erased when the gateway took it.';
create index sms_message_due on sms_message (next_try_at) where status = 'queued';

create table vendor (
    vendor_id        text primary key,
    tenant_id        text not null references tenant,
    version          integer not null,
    name             text not null,
    root_certificate bytea not null,
    root_sha256      text not null unique,
    created_at       timestamptz not null
);
comment on table vendor is 'Admitted vendors; root_certificate is X.509 DER. A root belongs to one tenant: it decides the tenant of a device.';

create table device (
    device_id          text primary key,
    tenant_id          text not null references tenant,
    version            integer not null,
    vendor_id          text not null,
    vendor_name        text not null,
    serial             text not null unique,
    kind               text not null check (kind in ('pu', 'nvr')),
    spki               bytea not null,
    spki_sha256        text not null,
    label_verifier     text not null,
    firmware           text not null,
    model              text not null,
    level              integer not null,
    capabilities       text not null,
    rtsp_url           text,
    boot_id            text not null,
    address            text not null,
    registration       text not null check (registration in ('pending', 'registered', 'disabled')),
    button_pressed_at  timestamptz,
    last_registered_at timestamptz not null,
    expires_at         timestamptz not null,
    created_at         timestamptz not null
);
comment on table device is 'The device registry (H.626.4 §8.1). vendor_name is a copy: the vendor may be dismissed later.';
comment on column device.capabilities is 'JSON as in contracts DeviceCapabilities.';
comment on column device.spki is 'Public key (SPKI DER) of the first registration; another key for the serial is refused.';
create index device_tenant_created on device (tenant_id, created_at desc, device_id);

create table device_presence (
    device_id    text primary key references device,
    tenant_id    text not null,
    epoch        bigint not null,
    scu          text,
    scu_boot     text,
    status       text not null check (status in ('online', 'offline')),
    status_since timestamptz not null
);
comment on table device_presence is 'Which SCU holds the channel of a device. epoch counts its channels; reports with another epoch are ignored.';
create index device_presence_scu on device_presence (scu) where status = 'online';

create table binding (
    binding_id           text primary key,
    tenant_id            text not null references tenant,
    version              integer not null,
    device_id            text not null references device,
    account_id           text not null references account,
    name                 text not null,
    group_name           text,
    distribution_allowed boolean not null,
    evidence             text not null,
    bound_at             timestamptz not null,
    unbound_at           timestamptz
);
comment on table binding is 'Who owned which device when (H.626.4 §8.2); at most one open binding per device.';
comment on column binding.evidence is 'Location evidence as JSON: address of viewer and device, whether they are equal, who assigned it.';
create unique index binding_open on binding (device_id) where unbound_at is null;
create index binding_account on binding (account_id) where unbound_at is null;

create table access_key (
    key_id       text primary key,
    tenant_id    text not null references tenant,
    version      integer not null,
    device_id    text not null references device,
    account_id   text not null references account,
    label        text not null,
    created_at   timestamptz not null,
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
comment on table access_key is 'View-only keys for other software. The secret is not stored: it is a keyed hash over the row.';
create index access_key_device on access_key (device_id) where revoked_at is null;

create table play_session (
    session_id         text primary key,
    tenant_id          text not null,
    device_id          text not null references device,
    account_id         text not null references account,
    login_session_id   text,
    access_key_id      text,
    flow_id            text not null,
    channel            integer not null,
    stream             text not null,
    transport          text not null,
    viewer_fingerprint text,
    capabilities       text not null,
    token_hash         text,
    nonce              text not null,
    created_at         timestamptz not null,
    expires_at         timestamptz not null,
    started_at         timestamptz,
    lease_until        timestamptz,
    peer_address       text,
    path               text,
    path_local         text,
    path_remote        text,
    ended_at           timestamptz,
    end_reason         text,
    bytes              bigint check (bytes >= 0),
    duration_ms        bigint check (duration_ms >= 0)
);
comment on table play_session is 'Play sessions and their usage records (H.626.4 §8.4, §7.1). Holds a hash of the token only; started_at set = token used.';
-- findByToken: an RTSP viewer shows its token without naming the session.
create index play_session_token on play_session (token_hash) where token_hash is not null;
create index play_session_device on play_session (device_id) where ended_at is null;
create index play_session_account on play_session (account_id, created_at desc);
create index play_session_tenant on play_session (tenant_id, created_at desc);

create table device_order (
    order_id    bigint generated always as identity primary key,
    kind        text not null check (kind in ('end-session', 'disconnect')),
    device_id   text not null references device,
    session_id  text,
    reason      text not null,
    tries       integer not null default 0,
    next_try_at timestamptz not null,
    give_up_at  timestamptz not null,
    done_at     timestamptz
);
comment on table device_order is 'Outbox of revocations on their way to the SCU that holds the device; retried until done or until leases have ended anyway.';
create index device_order_due on device_order (next_try_at) where done_at is null;

create table flow (
    flow_id    text primary key,
    flow       text not null,
    tenant_id  text,
    device_id  text,
    account_id text,
    started_at timestamptz not null
);
comment on table flow is 'One run of a flow of the standard; tenant, device and account are known once the CMU took part in it.';
create index flow_account on flow (account_id, started_at desc);
create index flow_device on flow (device_id, started_at desc);
create index flow_tenant on flow (tenant_id, started_at desc);

create table flow_event (
    event_id    text primary key,
    flow_id     text not null,
    flow        text not null,
    step        text not null,
    from_entity text not null,
    to_entity   text not null,
    message     text not null,
    status      text not null,
    cause       text,
    message_id  text not null,
    mono_ns     bigint not null,
    wall_time   timestamptz not null,
    reported_by text,
    received_at timestamptz not null,
    unique (flow_id, step, message_id)
);
comment on table flow_event is 'Steps as recorded by their receivers. mono_ns and wall_time are the recorder''s clocks, received_at is ours.';

create table audit_event (
    audit_id  text primary key,
    tenant_id text not null,
    at        timestamptz not null,
    actor     text not null,
    action    text not null,
    object    text,
    result    text not null,
    address   text,
    detail    text
);
comment on table audit_event is 'Every privileged action with actor, object and result; append only.';
create index audit_event_tenant on audit_event (tenant_id, at desc, audit_id);

create table service_instance (
    entity       text not null,
    instance     text not null,
    boot_id      text not null,
    internal_url text,
    public_url   text,
    device_url   text,
    region       text,
    device_tls_ca_pem text,
    load         double precision,
    started_at   timestamptz not null,
    last_seen_at timestamptz not null,
    beats        bigint not null,
    lost         boolean not null default false,
    primary key (entity, instance)
);
comment on table service_instance is 'Service instances and their heartbeats.';
comment on column service_instance.beats is 'Counts heartbeats: every CMU watches it grow by its own monotonic clock, so no wall clock decides who is lost.';

create table idempotent_answer (
    caller       text not null,
    key          text not null,
    request_hash text not null,
    status       integer,
    sealed_body  bytea,
    content_type text,
    flow_header  text,
    created_at   timestamptz not null,
    primary key (caller, key)
);
comment on table idempotent_answer is 'Answers of creating requests with an Idempotency-Key, kept 24 h; status null = the first request is still running.';
