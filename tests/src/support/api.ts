/** An answer of the HTTP API, whatever its status. */
export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** The HTTP API as a script would call it. */
export class Api {
  constructor(
    readonly url: string,
    readonly token: string,
  ) {}

  /** Sends a request and gives the parsed answer; never throws on an error status. */
  async send<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as T };
  }

  /** Like `send`, and throws unless the answer is a success. */
  async ok<T = unknown>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T> {
    const answer = await this.send<T>(method, path, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async createFlag(project: string, flag: Record<string, unknown> & { key: string }): Promise<void> {
    await this.ok("POST", `/api/v1/projects/${project}/flags`, flag);
  }

  /** Sets the flag's share of `on` in one environment, enabled. Gives the new version. */
  async ramp(project: string, environment: string, flag: string, percentage: number): Promise<number> {
    const { version } = await this.ok<{ version: number }>(
      "PUT",
      `/api/v1/projects/${project}/environments/${environment}/flags/${flag}`,
      {
        enabled: true,
        offVariant: "off",
        fallthrough: { rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
      },
      { "if-match": "*" },
    );
    return version;
  }

  async createKey(project: string, environment: string, kind: "server" | "client", name: string): Promise<string> {
    const { key } = await this.ok<{ key: string }>(
      "POST",
      `/api/v1/projects/${project}/environments/${environment}/keys`,
      { kind, name },
    );
    return key;
  }
}
