const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

const channel = {
  channel: 1,
  streams: [
    { stream: 'main', width: 1280, height: 720, fps: 25, kbps: 2000 },
    { stream: 'sub', width: 640, height: 360, fps: 15, kbps: 500 },
  ],
  audio: 'PCMA',
  adaptable: true,
  reorders_frames: false,
};

function device(n: number, name: string, group: string | null, status: string) {
  return {
    device_id: `dev_0000000000000000000000000${n}`,
    serial: `VDT-7K2M-Q9X${n}`,
    name,
    group,
    kind: 'pu',
    status,
    status_since: ago(status === 'online' ? 190 : 14),
    channels: [channel],
    vendor: 'Northlight',
    model: 'NL-4 Turret',
    firmware: '2.4.1',
    level: 3,
    device_spki_sha256: 'q3v0m1w2r5t8y7u6i4o9p1a2s3d4f5g6h7j8k9l0z1x',
    rights: ['view', 'control', 'share', 'manage'],
    distribution_allowed: true,
    network: null,
    created_at: ago(9000),
    bound_at: ago(8000),
  };
}

export function household() {
  const accounts = {
    user: { user_id: 'usr_1', display_name: 'Olena Marchenko', phone: '+380501234567', role: 'user', status: 'active', created_at: ago(90_000) },
    operator: { user_id: 'usr_2', display_name: 'Night desk', phone: '+380500000000', role: 'operator', status: 'active', created_at: ago(900_000) },
  };
  return {
    accounts,
    platform: {
      name: 'Vedette',
      version: '0.1.0',
      approval: 'manual',
      sms: 'outbox',
      bootstrap_pin: 'x',
      portal_origin: 'http://127.0.0.1:5173',
      quickstart: true,
    },
    devices: [
      device(1, 'Front door', 'Home', 'online'),
      device(2, 'Garden gate', 'Home', 'online'),
      device(3, 'Workshop', 'Yard', 'offline'),
      device(4, 'Hen house', 'Yard', 'online'),
      device(5, 'Lane', null, 'online'),
    ],
    signIns: [
      {
        session_id: 's1',
        current: true,
        created_at: ago(60),
        last_used_at: ago(1),
        address: '192.0.2.17',
        user_agent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0',
      },
      {
        session_id: 's2',
        current: false,
        created_at: ago(6000),
        last_used_at: ago(300),
        address: '198.51.100.4',
        user_agent: 'Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/150.0 Mobile Safari',
      },
    ],
    securityLog: [
      { at: ago(1), kind: 'login', address: '192.0.2.17' },
      { at: ago(300), kind: 'login-failed', address: '198.51.100.4' },
      { at: ago(8000), kind: 'device-bound', address: '192.0.2.17', detail: 'VDT-7K2M-Q9X1' },
    ],
    flows: [
      {
        flow_id: 'flw_00000000000000000000000001',
        flow: '8.4',
        subject: 'dev_00000000000000000000000001',
        started_at: ago(2),
        outcome: 'ok',
        broke_at: null,
      },
      {
        flow_id: 'flw_00000000000000000000000002',
        flow: '8.4',
        subject: 'dev_00000000000000000000000003',
        started_at: ago(14),
        outcome: 'failed',
        broke_at: 'S7',
      },
      {
        flow_id: 'flw_00000000000000000000000003',
        flow: '8.2',
        subject: 'dev_00000000000000000000000004',
        started_at: ago(8000),
        outcome: 'ok',
        broke_at: null,
      },
    ],
    overview: {
      customers: { pending: 2, active: 148, suspended: 3 },
      cameras: { online: 391, offline: 7, disabled: 1, unbound: 22 },
      sessions_playing: 63,
      flows_failed_today: 4,
      attention: [
        { kind: 'customers-pending', count: 2, detail: 'Two people wait for approval.', link: '/operator/customers?status=pending' },
        {
          kind: 'serial-has-other-key',
          count: 1,
          detail: 'A device with a known serial came with another key.',
          link: '/operator/cameras?query=VDT-7K2M',
        },
        {
          kind: 'camera-offline',
          count: 7,
          detail: 'Seven cameras have been offline for more than an hour.',
          link: '/operator/cameras?status=offline',
        },
      ],
    },
    customers: [
      { ...accounts.user, devices: 5, last_login_at: ago(1) },
      {
        user_id: 'usr_3',
        display_name: 'Second household',
        phone: '+380671112233',
        role: 'user',
        status: 'pending',
        devices: 0,
        created_at: ago(30),
      },
    ],
    cameras: [1, 2, 3].map((n) => ({
      device_id: `dev_0000000000000000000000000${n}`,
      serial: `VDT-7K2M-Q9X${n}`,
      kind: 'pu',
      vendor: 'Northlight',
      model: 'NL-4 Turret',
      firmware: '2.4.1',
      registration: 'registered',
      status: n === 3 ? 'offline' : 'online',
      status_since: ago(14),
      scu: '1',
      address: '192.0.2.17',
      owner_id: 'usr_1',
      last_registered_at: ago(190),
      created_at: ago(9000),
    })),
    vendors: [
      {
        vendor_id: 'vnd_1',
        name: 'Northlight',
        root_subject: 'CN=Northlight Device Root, O=Northlight',
        root_sha256: 'a1b2c3d4e5f6',
        root_expires_at: ago(-5_000_000),
        devices: 420,
        created_at: ago(900_000),
      },
    ],
    sessions: [
      {
        session_id: 'ses_1',
        flow_id: 'flw_00000000000000000000000001',
        device_id: 'dev_00000000000000000000000001',
        channel: 1,
        stream: 'main',
        transport: 'webrtc',
        state: 'playing',
        user_id: 'usr_1',
        path: { kind: 'direct-lan', reason: 'same network' },
        created_at: ago(2),
        started_at: ago(2),
      },
    ],
    audit: [{ audit_id: 'aud_1', at: ago(30), actor: 'usr_2', action: 'customer.approve', object: 'usr_1', result: 'ok', address: '192.0.2.2' }],
    messages: [
      {
        message_id: 'msg_1',
        phone: '+380671112233',
        text: 'Your Vedette code is 482913. It is valid for 10 minutes.',
        status: 'sent',
        created_at: ago(31),
      },
    ],
    services: [
      {
        entity: 'cmu',
        instance: '1',
        health: 'up',
        region: 'default',
        load: 0.12,
        started_at: ago(500),
        last_seen_at: ago(0),
        url: 'https://127.0.0.1:9101',
      },
      {
        entity: 'scu',
        instance: '1',
        health: 'up',
        region: 'default',
        load: 0.31,
        started_at: ago(500),
        last_seen_at: ago(0),
        url: 'https://127.0.0.1:9102',
      },
    ],
    invitations: [{ invitation_id: 'inv_1', phone: null, note: 'Neighbour at no. 7', status: 'open', created_at: ago(5), expires_at: ago(-10_000) }],
  };
}

export function flowDetail(flowId: string) {
  const start = Date.now() - 120_000;
  const broke = flowId.endsWith('2');
  const steps: [string, string, string, string, number][] = [
    ['S1', 'cu', 'cmu', 'POST play-requests', 0],
    ['S2', 'cmu', 'cmu', 'play.url-generated', 4],
    ['S3', 'cmu', 'cu', 'play-requests 201', 9],
    ['S4', 'cu', 'pu', 'media.offer via scu', 16],
    ['S5', 'pu', 'scu', 'session.verify', 19],
    ['S6', 'scu', 'cmu', 'POST sessions:verify', 21],
    ['S7', 'cmu', 'cmu', 'play.token-checked', 24],
    ['S8', 'cmu', 'scu', '200 verified', 26],
    ['S9', 'scu', 'pu', 'session.verify.result', 28],
    ['S10', 'pu', 'cu', 'media.answer', 61],
  ];
  return {
    flow_id: flowId,
    flow: '8.4',
    subject: 'dev_00000000000000000000000001',
    started_at: new Date(start).toISOString(),
    outcome: broke ? 'failed' : 'ok',
    broke_at: broke ? 'S7' : null,
    broke_reason: broke ? 'token-expired' : null,
    expected_steps: steps.map(([step]) => step),
    events: steps.slice(0, broke ? 7 : 10).map(([step, from, to, message, at], i) => ({
      event_id: `evt_${i}`,
      flow: '8.4',
      flow_id: flowId,
      step,
      from,
      to,
      message,
      status: broke && step === 'S7' ? 'token-expired' : 'ok',
      cause: i > 0 ? `evt_${i - 1}` : null,
      message_id: `msg_${i}`,
      mono_ns: at * 1e6,
      wall_time: new Date(start + at).toISOString(),
      reported_by: to === 'cu' ? 'cu' : to === 'pu' ? 'pu' : null,
    })),
  };
}
