/**
 * The project's own lint rules: what Deno's recommended rules do not know about its style.
 *
 * @module
 */

import { IO_FILES, IO_FOLDERS, PRINTING_FILES, PRINTING_FOLDERS } from "./architecture.ts";
import { messageProblem } from "./message_style.ts";

const SNAKE_CASE_REGEXP = /^_?[a-z0-9]+(?:_[a-z0-9]+)*(?:\.d)?\.ts$/;
const OPTIONS_REGEXP = /(?:options|init|details)$/i;
// What people call takes two and options; below that come a session, a call and a deadline.
const MAX_POSITIONAL_PUBLIC = 2;
const MAX_POSITIONAL = 4;
const PUBLIC_FOLDERS: ReadonlySet<string> = new Set([
  "api",
  "client_node",
  "controller",
  "testing",
]);

/** Where a file stands in the project; undefined for files outside `lib`. */
function libFolder(filename: string): string | undefined {
  return /(?:^|\/)lib\/([^/]+)\/(?:[^/]+\/)*[^/]+\.ts$/.exec(filename)?.[1];
}

function isOneOf(filename: string, files: Iterable<string>): boolean {
  return [...files].some((file) => filename === file || filename.endsWith(`/${file}`));
}

function isEntry(filename: string): boolean {
  return /(?:^|\/)(?:mod|lib\/cli\/main|lib\/[^/]+\/entry)\.ts$/.test(filename);
}

const noTopLevelArrow: Deno.lint.Rule = {
  create(context) {
    return {
      "Program > VariableDeclaration > VariableDeclarator > ArrowFunctionExpression": report,
      "Program > ExportNamedDeclaration > VariableDeclaration > VariableDeclarator > ArrowFunctionExpression":
        report,
    };
    function report(node: Deno.lint.Node): void {
      context.report({ node, message: "A top-level function is a function declaration" });
    }
  },
};

const hashPrivate: Deno.lint.Rule = {
  create(context) {
    function check(node: { accessibility?: string | undefined } & Deno.lint.Node): void {
      if (node.accessibility !== "private") return;
      context.report({ node, message: 'A private member is written "#name"' });
    }
    return {
      PropertyDefinition: check,
      MethodDefinition(node) {
        // A constructor cannot be written with "#".
        if (node.kind !== "constructor") check(node);
      },
      TSParameterProperty: check,
    };
  },
};

const maxPositional: Deno.lint.Rule = {
  create(context) {
    return {
      "ExportNamedDeclaration > FunctionDeclaration"(node) {
        const { params } = node as Deno.lint.FunctionDeclaration;
        const positional = params.filter((parameter) => !isOption(parameter)).length;
        const folder = libFolder(context.filename);
        if (folder === undefined) return;
        const most = PUBLIC_FOLDERS.has(folder) ? MAX_POSITIONAL_PUBLIC : MAX_POSITIONAL;
        if (positional <= most) return;
        const message =
          `An exported function takes at most ${most} positional arguments and options`;
        context.report({ node, message });
      },
    };
  },
};

/** Options, what has a default, and callbacks at the end do not make a call hard to read. */
function isOption(parameter: Deno.lint.Parameter): boolean {
  if (parameter.type === "AssignmentPattern" || parameter.type === "ObjectPattern") return true;
  if (parameter.type !== "Identifier") return false;
  const type = parameter.typeAnnotation?.typeAnnotation.type;
  return OPTIONS_REGEXP.test(parameter.name) || type === "TSFunctionType";
}

/** Of plain errors and syntax errors nothing is asked: they are parts of what a user reads, as causes. */
const errorMessage: Deno.lint.Rule = {
  create(context) {
    return {
      NewExpression(node) {
        // A test makes up errors to throw; what they say is nobody's message.
        if (/(?:^|\/)tests\//.test(context.filename)) return;
        if (node.callee.type !== "Identifier" || !/\wError$/.test(node.callee.name)) return;
        if (node.callee.name === "SyntaxError") return;
        const [first] = node.arguments;
        if (first === undefined) return;
        const text = textOf(first);
        const problem = text === undefined ? undefined : messageProblem(text);
        if (problem !== undefined) context.report({ node: first, message: problem });
      },
    };
  },
};

/** The text of a literal, of a template, or of several joined by "+", with "…" for what is put in. */
function textOf(node: Deno.lint.Node): string | undefined {
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : undefined;
  if (node.type === "TemplateLiteral") return node.quasis.map((part) => part.cooked).join("…");
  if (node.type !== "BinaryExpression" || node.operator !== "+") return undefined;
  const parts = [textOf(node.left), textOf(node.right)];
  return parts.every((part) => part === undefined)
    ? undefined
    : parts.map((part) => part ?? "…").join("");
}

const noDefaultExport: Deno.lint.Rule = {
  create(context) {
    return {
      ExportDefaultDeclaration(node) {
        context.report({ node, message: "Exports have names" });
      },
    };
  },
};

const snakeCaseFile: Deno.lint.Rule = {
  create(context) {
    return {
      Program(node) {
        const name = context.filename.slice(context.filename.lastIndexOf("/") + 1);
        if (SNAKE_CASE_REGEXP.test(name)) return;
        context.report({ node, message: `File name "${name}" is not in snake_case` });
      },
    };
  },
};

const noReexport: Deno.lint.Rule = {
  create(context) {
    function report(node: Deno.lint.Node): void {
      if (libFolder(context.filename) === undefined || isEntry(context.filename)) return;
      context.report({ node, message: "Inside lib a name is imported from the file that has it" });
    }
    return {
      ExportAllDeclaration: report,
      ExportNamedDeclaration(node) {
        if (node.source !== null) report(node);
      },
    };
  },
};

const noDenoOutsideIo: Deno.lint.Rule = {
  create(context) {
    return {
      'MemberExpression > Identifier[name="Deno"]'(node) {
        const folder = libFolder(context.filename);
        if (folder === undefined || IO_FOLDERS.has(folder)) return;
        if (isOneOf(context.filename, IO_FILES.keys())) return;
        context.report({ node, message: `lib/${folder} does no I/O: no "Deno" here` });
      },
    };
  },
};

const noConsole: Deno.lint.Rule = {
  create(context) {
    return {
      'MemberExpression > Identifier[name="console"]'(node) {
        const folder = libFolder(context.filename);
        if (folder === undefined || PRINTING_FOLDERS.has(folder)) return;
        if (isOneOf(context.filename, PRINTING_FILES.keys())) return;
        context.report({ node, message: "A library does not print" });
      },
    };
  },
};

const noProxy: Deno.lint.Rule = {
  create(context) {
    return {
      'NewExpression > Identifier[name="Proxy"]'(node) {
        context.report({ node, message: "No Proxy: what a value can do is declared" });
      },
    };
  },
};

const plugin: Deno.lint.Plugin = {
  name: "skiff",
  rules: {
    "error-message": errorMessage,
    "hash-private": hashPrivate,
    "max-positional": maxPositional,
    "no-console": noConsole,
    "no-default-export": noDefaultExport,
    "no-deno-outside-io": noDenoOutsideIo,
    "no-proxy": noProxy,
    "no-reexport": noReexport,
    "no-top-level-arrow": noTopLevelArrow,
    "snake-case-file": snakeCaseFile,
  },
};

// deno-lint-ignore skiff/no-default-export -- the linter takes plugins as default exports only
export default plugin;
