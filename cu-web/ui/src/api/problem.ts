/** A problem document (RFC 9457) as every service of the platform sends it, or as the portal makes one of a failure of its own. */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  code: string;
  detail?: string | undefined;
  flow_id?: string | undefined;
  trace_id?: string | undefined;
  step?: string | undefined;
  errors?: { pointer: string; detail: string }[] | undefined;
}

/** Thrown by every call of the API that did not succeed. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
  }
}

/** A problem that arose in the browser, with a code of the dictionary. */
export function localProblem(code: string, detail?: string, flowId?: string): Problem {
  return { title: code, status: 0, code, detail, flow_id: flowId };
}

/** What went wrong, whatever was thrown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return localProblem('portal-error', error instanceof Error ? error.message : String(error));
}

/** Reads a problem from an answer that is not a success; an answer that is none becomes one. */
export async function readProblem(response: Response): Promise<Problem> {
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('json')) {
    try {
      const body = (await response.json()) as Partial<Problem>;
      return {
        ...body,
        title: body.title ?? response.statusText,
        status: body.status ?? response.status,
        code: body.code ?? 'unexpected-answer',
      };
    } catch {
      // Falls through: an answer that announces JSON and is none.
    }
  }
  const code = response.status === 503 || response.status === 502 || response.status === 504 ? 'service-restarting' : 'unexpected-answer';
  return { title: response.statusText || code, status: response.status, code, detail: `HTTP ${response.status}` };
}
