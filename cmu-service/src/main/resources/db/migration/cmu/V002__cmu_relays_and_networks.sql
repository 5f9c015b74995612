-- Through any network: media servers, devices' networks, and the paths that sessions take (H.626.4 §8.3; register 11.3, 11.3b).

alter table service_instance
    add column media    text,
    add column stats    text,
    add column draining boolean not null default false,
    add column drained  boolean not null default false;
comment on column service_instance.media is 'Media addresses of an MTU as JSON (contracts MtuMedia).';
comment on column service_instance.stats is 'What an MTU does now as JSON (contracts MtuStats).';
comment on column service_instance.draining is 'The instance says that it takes no new relays.';
comment on column service_instance.drained is 'An operator says so; outlives restarts of the instance.';

create table device_network (
    device_id    text primary key references device,
    tenant_id    text not null,
    nat_addr     text,
    local_addrs  text not null,
    mapping      text not null,
    filtering    text not null,
    peer_address text not null,
    updated_at   timestamptz not null
);
comment on table device_network is 'The addresses that a device found and signed last (H.626.4 §8.3 S5); newer ones replace older ones.';
comment on column device_network.local_addrs is 'JSON array of ip:port.';

alter table play_session
    add column path_reason      text,
    add column path_local_type  text,
    add column path_remote_type text,
    add column path_mtu         text,
    add column path_since       timestamptz,
    add column viewer_mapping   text,
    add column device_mapping   text,
    add column first_picture_ms bigint check (first_picture_ms >= 0);
comment on column play_session.viewer_mapping is 'Mapping behaviour of the viewer''s NAT as the play request told it.';
comment on column play_session.device_mapping is 'Mapping behaviour of the device''s NAT when the path was reported.';
comment on column play_session.first_picture_ms is 'From the play request to the first picture, as the viewer reported it.';
-- The viewer's report names the flow.
create index play_session_flow on play_session (flow_id);
