import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const compress = promisify(gzip);

/** A snapshot message as HTTP serves it. */
export class SnapshotBody {
  readonly version: number;
  readonly bytes: Buffer;
  /** A strong entity tag: other bytes, or another context, other tag. */
  readonly etag: string;
  #gzipped?: Promise<Buffer>;

  /**
   * @param bytes which hold epoch and version. The tag is of all of them: a server that writes the same version otherwise
   *   (a newer release) must not be taken for unchanged.
   * @param context whom it is for, as JSON
   */
  constructor(version: number, bytes: Buffer, context = "") {
    this.version = version;
    this.bytes = bytes;
    const hash = createHash("sha256").update(bytes).update("\0").update(context).digest("base64url");
    this.etag = `"${hash.slice(0, 22)}"`;
  }

  /** The same bytes, compressed once however many ask for it. */
  gzipped(): Promise<Buffer> {
    this.#gzipped ??= compress(this.bytes);
    return this.#gzipped;
  }
}
