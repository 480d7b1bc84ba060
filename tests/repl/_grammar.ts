/**
 * Lines that nobody would type, and many that somebody might: grown from a grammar, then damaged.
 *
 * @module
 */

/** Gives numbers from 0 up to 1. */
export type Chance = () => number;

const NAMES = ["a", "b", "cluster", "ns", "_", "_error", "$1", "$2", "missing", "ref", "like", "f"];
const VALUES = [
  "1",
  "-0",
  "1n",
  "NaN",
  "null",
  "undefined",
  "'text'",
  '"\\u0000\\u202e\\x1b[2J"',
  "`t${1}`",
  "[1, , 2]",
  "{ a: 1, get b() { throw new Error('getter') } }",
  "/(a+)+$/",
  "new Date(NaN)",
  "Symbol('s')",
  "new Map([[{}, []]])",
  "new Proxy({}, { get() { throw new Error('trap') }, ownKeys() { throw 1 } })",
  "Object.create(null)",
  "async () => { throw 2 }",
  "function* () { yield 1 }()",
  "(async function* () { yield 1; throw new Error('late') })()",
  "class { static #x = 1 }",
  "globalThis",
  "new Error('plain')",
  "Object.assign(new Error('x'), { get message() { throw 3 } })",
  "{ then(done) { done(5) } }",
  "{ then(_, fail) { fail({ toString() { throw 4 } }) } }",
  "{ [Symbol.for('Deno.customInspect')]() { throw new Error('inspect') } }",
  "{ toJSON() { throw new Error('json') } }",
  "new WeakRef({})",
];
const QUERIES = [
  "ns().pods",
  "ns('shop').configMaps",
  "cluster.nodes",
  "ns('*').kind('po')",
  "ns('nowhere').pods",
  "ns('No Name').pods",
  "cluster.kind('widgets')",
  "ns().deploy",
];
const VERBS = [
  "list()",
  "first()",
  "count()",
  "names()",
  "table()",
  "get('web-0')",
  "where({ status: { phase: 'Running' } })",
  "where({ stat: 1 })",
  "where('a', '<', 1)",
  "where((pod) => pod.no.where)",
  "limit(-1)",
  "orderBy('metadata.name')",
  "explain()",
  "delete()",
  "label({ a: 'b' })",
  "patch(7)",
  "nothing()",
];
/** Lines that try to end or stop the session; none of them waits before it computes. */
const ATTACKS = [
  "Deno.exit(1)",
  "close()",
  "Deno.kill(Deno.pid, 'SIGKILL')",
  "import('node:process').then((m) => m.default.exit(2))",
  "Promise.reject(new Error('stray'))",
  "void Promise.reject({ get message() { throw 5 } }); 1",
  "setTimeout(() => { throw new Error('timer') }, 0); 2",
  "queueMicrotask(() => { throw 6 }); 3",
  "while (true) {}",
  "for (;;) ;",
  "(function again() { return again() })()",
  "({ [Symbol.for('Deno.customInspect')]() { while (true); } })",
  "'x'.repeat(10_000_000)",
  "Array.from({ length: 100_000 }, (_, i) => ({ i }))",
  "throw undefined",
  "throw null",
  "throw { toString: null }",
  "throw new Proxy(new Error('p'), { get() { throw 7 } })",
  "const _ = 1; const $1 = 2",
  "import nothing from './nowhere.ts'",
  "import { no } from 'skiff'",
  "await import('data:text/javascript,throw new Error(`inside`)')",
  "export default 1",
  "return 1",
  "yield 1",
  "eval('1 +')",
  "new Function('}')()",
  "delete globalThis.nothing; var let = 1",
  "arguments",
  "new.target",
  "with ({}) {}",
  "label: for (const x of [1]) continue label",
  "'\\ud800'",
  "\u202e\u0007\u001b[2J",
  "\ud83d\ude80 \ud800",
  "#!shebang",
  "<!-- html",
];
const COMMANDS = [
  ".help",
  ".ctx",
  ".ctx nope",
  ".ns",
  ".ns shop",
  ".ns No Name",
  ".yaml",
  ".json",
  ".wide",
  ".yaml x",
  ".time",
  ".requests",
  ".readonly on",
  ".readonly off",
  ".dryrun maybe",
  ".plan on",
  ".plan show",
  ".plan apply",
  ".plan apply yes",
  ".plan off",
  ".plan nonsense",
  ".load",
  ".load /nowhere",
  ".history",
  ".perms",
  ".limit 50ms",
  ".limit never",
  ".explain",
  ".explain pod.spec.nothing",
  "?",
  "?pod",
  ".save",
  ".watch",
  ".watch 1",
  ".nothing",
  ".",
  "..",
  ".1",
];

/** Grows lines from random numbers. */
export class Grammar {
  readonly #chance: Chance;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** The next line. */
  line(): string {
    const kind = this.#chance();
    if (kind < 0.1) return this.#pick(ATTACKS);
    if (kind < 0.2) return this.#pick(COMMANDS);
    const text = this.#statement(3);
    return this.#chance() < 0.4 ? this.#damage(text) : text;
  }

  #statement(depth: number): string {
    const expression = this.#expression(depth);
    const name = this.#pick(["a", "b", "f", "x"]);
    return this.#pick([
      expression,
      expression,
      `await ${expression}`,
      `const ${name} = ${expression}`,
      `let ${name} = ${expression}; ${name}`,
      `var { ${name}, ...b } = ${expression}`,
      `function f(x: number, y?: string) { return ${expression} }`,
      `class A { b = ${expression} }`,
      `for (const x of [1, 2]) { ${expression} }`,
      `if (${expression}) { throw ${this.#expression(1)} }`,
      `try { ${expression} } finally { 1 }`,
      `type T = { a: string }; (${expression}) as T`,
      `enum E { A, B }; ${expression}`,
      `${expression}; ${this.#expression(1)} // comment`,
    ]);
  }

  #expression(depth: number): string {
    if (depth === 0) return this.#pick([...NAMES, ...VALUES, ...QUERIES]);
    const inner = () => this.#expression(depth - 1);
    return this.#pick([
      this.#pick(NAMES),
      `(${this.#pick(VALUES)})`,
      this.#pick(QUERIES),
      `${this.#pick(QUERIES)}.${this.#pick(VERBS)}`,
      `await ${this.#pick(QUERIES)}.${this.#pick(VERBS)}`,
      `(${inner()}) ${this.#pick(["+", "===", "??", "in", "instanceof", ",", "**"])} (${inner()})`,
      `(${inner()}).${this.#pick(["a", "length", "metadata", "constructor", "map(f)"])}`,
      `f(${inner()}, ${inner()})`,
      `[${inner()}, ...[${inner()}]]`,
      `({ a: ${inner()}, [String(1)]: 2 })`,
      `Promise.all([${inner()}])`,
      `((x) => ${inner()})(1)`,
      `typeof (${inner()})`,
    ]);
  }

  /** Takes away, doubles, or puts in a few characters. */
  #damage(text: string): string {
    let damaged = text;
    const times = 1 + Math.floor(this.#chance() * 3);
    for (let time = 0; time < times; time++) {
      const at = Math.floor(this.#chance() * (damaged.length + 1));
      const rest = at + Math.floor(this.#chance() * 4);
      const inserted = this.#pick([
        "",
        "(",
        ")",
        "}",
        "`",
        "'",
        "\\",
        "=>",
        "await ",
        "/*",
        ";",
        "<",
      ]);
      damaged = damaged.slice(0, at) + inserted + damaged.slice(rest);
    }
    return damaged;
  }

  #pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#chance() * list.length)]!;
  }
}
