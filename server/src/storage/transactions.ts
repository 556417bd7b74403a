import type { Configured } from "./change-record.ts";
import type { FlagConfiguration, Transaction } from "./port.ts";
import type { Sync } from "./promised.ts";
import { StorageError } from "./storage-error.ts";

/** A transaction while it lasts, with what its change must tell SDKs of. */
export interface OpenTransaction {
  tx: Transaction;
  configured: Configured;
  /** Refuses whatever is asked of it from here on. */
  end(): void;
}

type Method = (...args: unknown[]) => unknown;

class State {
  isOpen = true;
  readonly configured: Configured = new Map();
}

/** Else what was forgotten to await would be written by itself, or into the next transaction. */
function requireOpen(state: State): void {
  if (state.isOpen) return;
  throw new StorageError("refused", "A transaction was used after its end; await all that it does");
}

/**
 * Begins transactions on one connection. What they can do is on a prototype that is made once: to make a hundred functions for
 * each transaction took longer than all its statements.
 *
 * @param methods what a transaction can do, of whichever transaction is under way on the connection
 * @param translate driver errors as the port's
 */
export function createTransactions(
  methods: Transaction | Sync<Transaction>,
  translate: (error: unknown) => unknown,
): () => OpenTransaction {
  class Open extends State {}
  const define = (name: string, value: (this: State, ...args: never[]) => Promise<unknown>) =>
    // Writable, as whoever wraps a transaction has methods of the same names on an object that goes on from it.
    Object.defineProperty(Open.prototype, name, { value, writable: true });

  async function call(state: State, method: Method, args: unknown[]): Promise<unknown> {
    requireOpen(state);
    try {
      return await method(...args);
    } catch (error) {
      throw translate(error);
    }
  }

  const { putConfiguration, ...others } = methods;
  for (const [name, method] of Object.entries(others as Record<string, Method>)) {
    define(name, function (...args) {
      return call(this, method, args);
    });
  }
  define("putConfiguration", async function (configuration: FlagConfiguration) {
    requireOpen(this);
    const { environmentId, flagId } = configuration;
    this.configured.set(environmentId, (this.configured.get(environmentId) ?? new Set()).add(flagId));
    return call(this, putConfiguration as Method, [configuration]);
  });

  return () => {
    const state = new Open();
    const end = () => {
      state.isOpen = false;
    };
    return { tx: state as unknown as Transaction, configured: state.configured, end };
  };
}
