/**
 * The formats of names, keys and values, with the server's sentences where they are broken. Layer 3.
 *
 * @module
 * @see k8s.io/apimachinery/pkg/api/validate/content
 */

const LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_REGEXP = new RegExp(`^${LABEL}$`);
const SUBDOMAIN_REGEXP = new RegExp(`^${SUBDOMAIN}$`);
const WILDCARD = `\\*\\.${SUBDOMAIN}`;
const WILDCARD_REGEXP = new RegExp(`^${WILDCARD}$`);
const LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
const LABEL_1035_REGEXP = new RegExp(`^${LABEL_1035}$`);
const KEY = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const KEY_REGEXP = new RegExp(`^${KEY}$`);
const VALUE = `(${KEY})?`;
const VALUE_REGEXP = new RegExp(`^${VALUE}$`);
const CONFIG_KEY = "[-._a-zA-Z0-9]+";
const CONFIG_KEY_REGEXP = new RegExp(`^${CONFIG_KEY}$`);
const PERCENT_REGEXP = /^[0-9]+%$/;
const MAX_LABEL = 63;
const MAX_SUBDOMAIN = 253;

/** Names that may be part of a longer one are checked as if more followed. */
function withoutDash(name: string): string {
  return name.length > 1 && name.endsWith("-") ? `${name.slice(0, -1)}a` : name;
}

function pattern(rule: string, regexp: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${rule} (regex used for validation is '${regexp}')`;
  const shown = examples.map((example) => `'${example}', `).join(" or ");
  return `${rule} (e.g. ${shown}regex used for validation is '${regexp}')`;
}

function longest(most: number): string {
  return `must be no more than ${most} bytes`;
}

/** What is wrong with a DNS label. */
export function labelNameFaults(name: string, isPrefix = false): string[] {
  const value = isPrefix ? withoutDash(name) : name;
  const faults = value.length > MAX_LABEL ? [longest(MAX_LABEL)] : [];
  if (!LABEL_REGEXP.test(value)) {
    faults.push(
      SUBDOMAIN_REGEXP.test(value) ? "must not contain dots" : pattern(
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
        LABEL,
        "my-name",
        "123-abc",
      ),
    );
  }
  return faults;
}

/** What is wrong with a DNS label that starts with a letter. */
export function label1035Faults(name: string, isPrefix = false): string[] {
  const value = isPrefix ? withoutDash(name) : name;
  const faults = value.length > MAX_LABEL ? [longest(MAX_LABEL)] : [];
  if (!LABEL_1035_REGEXP.test(value)) {
    faults.push(pattern(
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
      LABEL_1035,
      "my-name",
      "abc-123",
    ));
  }
  return faults;
}

/** What is wrong with a DNS subdomain. */
export function subdomainFaults(name: string, isPrefix = false): string[] {
  const value = isPrefix ? withoutDash(name) : name;
  const faults = value.length > MAX_SUBDOMAIN
    ? [`must be no more than ${MAX_SUBDOMAIN} characters`]
    : [];
  if (!SUBDOMAIN_REGEXP.test(value)) {
    faults.push(pattern(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
      SUBDOMAIN,
      "example.com",
    ));
  }
  return faults;
}

/** What is wrong with a DNS subdomain whose first label stands for any. */
export function wildcardFaults(name: string): string[] {
  return WILDCARD_REGEXP.test(name) ? [] : [pattern(
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
    WILDCARD,
    "*.example.com",
  )];
}

/** What is wrong with a name that only has to be a part of a path. */
export function pathSegmentFaults(name: string, isPrefix = false): string[] {
  if (!isPrefix && (name === "." || name === "..")) return [`may not be '${name}'`];
  return ["/", "%"].filter((part) => name.includes(part)).map((part) =>
    `may not contain '${part}'`
  );
}

/** What is wrong with the key of a label. */
export function labelKeyFaults(key: string): string[] {
  const parts = key.split("/");
  const faults: string[] = [];
  const rule =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const examples = ["MyName", "my.name", "123-abc"];
  if (parts.length > 2) {
    return [
      `a valid label key ${
        pattern(rule, KEY, ...examples)
      } with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts.at(-1) ?? "";
  if (parts.length === 2) {
    const [prefix = ""] = parts;
    if (prefix === "") faults.push("prefix part must be non-empty");
    else faults.push(...subdomainFaults(prefix).map((fault) => `prefix part ${fault}`));
  }
  if (name === "") faults.push("name part must be non-empty");
  else if (name.length > MAX_LABEL) faults.push(`name part ${longest(MAX_LABEL)}`);
  if (!KEY_REGEXP.test(name)) faults.push(`name part ${pattern(rule, KEY, ...examples)}`);
  return faults;
}

/** What is wrong with the value of a label. */
export function labelValueFaults(value: string): string[] {
  const faults = value.length > MAX_LABEL ? [longest(MAX_LABEL)] : [];
  if (!VALUE_REGEXP.test(value)) {
    faults.push(pattern(
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
      VALUE,
      "MyValue",
      "my_value",
      "12345",
    ));
  }
  return faults;
}

/** What is wrong with the key of a config map or secret. */
export function configKeyFaults(key: string): string[] {
  const faults = key.length > MAX_SUBDOMAIN ? [longest(MAX_SUBDOMAIN)] : [];
  if (!CONFIG_KEY_REGEXP.test(key)) {
    faults.push(pattern(
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
      CONFIG_KEY,
      "key.name",
      "KEY_NAME",
      "key-name",
    ));
  }
  if (key === ".") faults.push("must not be '.'");
  else if (key === "..") faults.push("must not be '..'");
  else if (key.startsWith("..")) faults.push("must not start with '..'");
  return faults;
}

/** What is wrong with the name of a variable. */
export function variableNameFaults(name: string): string[] {
  if (name === "") return ["environment variable name must be non-empty"];
  return /[^\x20-\x7e]|=/.test(name)
    ? [
      "a valid environment variable name must consist only of printable ASCII characters other than '='",
    ]
    : [];
}

/** What is wrong with the name of a port. */
export function portNameFaults(name: string): string[] {
  const faults: string[] = [];
  if (name.length > 15) faults.push(longest(15));
  if (!/^[-a-z0-9]+$/.test(name)) {
    faults.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  }
  if (!/[a-z]/.test(name)) faults.push("must contain at least one letter (a-z)");
  if (name.includes("--")) faults.push("must not contain consecutive hyphens");
  if (name.startsWith("-") || name.endsWith("-")) {
    faults.push("must not begin or end with a hyphen");
  }
  return faults;
}

/** What is wrong with the number of a port. */
export function portFaults(port: number): string[] {
  return port >= 1 && port <= 65535 ? [] : ["must be between 1 and 65535, inclusive"];
}

/** What is wrong with a percentage. */
export function percentFaults(text: string): string[] {
  return PERCENT_REGEXP.test(text) ? [] : [pattern(
    "a valid percent string must be a numeric string followed by an ending '%'",
    "[0-9]+%",
    "1%",
    "93%",
  )];
}
