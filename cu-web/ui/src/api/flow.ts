/** Where a message stands in a flow of H.626.4; `cause` is the sender's last event in it. */
export interface FlowRef {
  flow: string;
  flow_id: string;
  step: string;
  cause?: string | undefined;
}

export const FLOW_HEADER = 'Vedette-Flow';

export function formatFlow(ref: FlowRef): string {
  const head = `flow=${ref.flow}; id=${ref.flow_id}; step=${ref.step}`;
  return ref.cause ? `${head}; cause=${ref.cause}` : head;
}

export function parseFlow(value: string | null): FlowRef | null {
  if (!value || value.length > 256) return null;
  const parts = new Map<string, string>();
  for (const part of value.split(';')) {
    const at = part.indexOf('=');
    if (at < 0) return null;
    parts.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  const flow = parts.get('flow');
  const id = parts.get('id');
  const step = parts.get('step');
  return flow && id && step ? { flow, flow_id: id, step, cause: parts.get('cause') } : null;
}
