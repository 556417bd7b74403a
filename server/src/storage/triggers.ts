/** A secret address that lowers one flag in one environment. Only the SHA-256 of the secret is stored. */
export interface Trigger {
  id: string;
  projectId: string;
  environmentId: string;
  flag: string;
  name: string;
  /** Where it steps back to, 0 to 100; without it, it kills. */
  percentage?: number;
  /** First characters of the secret, so that people can tell triggers apart. */
  hint: string;
  createdAt: number;
  createdBy: string;
  lastUsedAt?: number;
  /** What called it last, such as an alert's name. */
  lastAlert?: string;
  revokedAt?: number;
}

/** Finding triggers by their secret, which is no project data. */
export interface Triggers {
  /** One that is not revoked. */
  triggerByHash(sha256: string): Promise<Trigger | undefined>;
  noteTriggered(id: string, at: number, alert: string | null): Promise<void>;
}
