/**
 * Keeps a line from ending the process that the session lives in. Layer 7.
 *
 * @module
 */
import process from "node:process";
import { QueryError } from "../core/errors.ts";

/**
 * Replaces what would end the process at once (`Deno.exit()`, `close()`, `process.exit()`, a signal to itself)
 * by a refusal, until it is disposed of.
 */
export function guardProcess(): Disposable {
  const undo: (() => void)[] = [];
  function replace(owner: object, name: string, value: unknown): void {
    const old = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, { configurable: true, writable: true, value });
    undo.push(() => {
      if (old === undefined) Reflect.deleteProperty(owner, name);
      else Object.defineProperty(owner, name, old);
    });
  }
  function refuse(name: string): () => never {
    return () => {
      throw new QueryError(`Cannot end the session by ${name}(): .exit leaves`);
    };
  }
  function exceptSelf(name: string, kill: (pid: number, ...rest: unknown[]) => unknown) {
    return (pid: number, ...rest: unknown[]) =>
      pid === Deno.pid ? refuse(name)() : kill(pid, ...rest);
  }
  replace(Deno, "exit", refuse("Deno.exit"));
  replace(Deno, "kill", exceptSelf("Deno.kill", Deno.kill as typeof process.kill as never));
  replace(globalThis, "close", refuse("close"));
  for (const name of ["exit", "abort", "reallyExit"]) {
    replace(process, name, refuse(`process.${name}`));
  }
  replace(process, "kill", exceptSelf("process.kill", process.kill.bind(process) as never));
  return {
    [Symbol.dispose]() {
      for (const step of undo.reverse()) step();
    },
  };
}
