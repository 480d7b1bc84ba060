/**
 * Kubeconfigs that cannot be meant, with what is said about each. No test in here: the loader and
 * kubectl are both put to them.
 *
 * @module
 */
import { base64, CERTIFICATE_PEM, KEY_PEM, kubeconfigText } from "./kubeconfig_support.ts";

/** One bad kubeconfig. */
export interface BadKubeconfig {
  readonly name: string;
  readonly text: string;
  /** The whole message; `FILE` and `DIR` stand for the kubeconfig and its folder. */
  readonly message: string;
  /**
   * What kubectl does: it refuses as well; it falls back to a default server; it takes it, where it is
   * refused here on purpose; it asks for a user name.
   */
  readonly kubectl: "refuses" | "falls back" | "takes" | "asks";
}

const CA_DATA = base64(CERTIFICATE_PEM);
const KEY_DATA = base64(KEY_PEM);
const SERVER = "https://127.0.0.1:1";
const EXEC = {
  apiVersion: "client.authentication.k8s.io/v1",
  command: "plugin",
  interactiveMode: "Never",
};

function withCluster(cluster: Readonly<Record<string, unknown>>): string {
  return kubeconfigText({ clusters: { c: cluster } });
}

function withUser(user: Readonly<Record<string, unknown>>): string {
  return kubeconfigText({ users: { u: user } });
}

/** Every row of the matrix. */
export const BAD_KUBECONFIGS: readonly BadKubeconfig[] = [
  {
    name: "an empty file",
    text: "",
    message: 'Cannot choose a context: there are no contexts in "FILE"',
    kubectl: "falls back",
  },
  {
    name: "a file of blanks and comments",
    text: "  \n# nothing yet\n",
    message: 'Cannot choose a context: there are no contexts in "FILE"',
    kubectl: "falls back",
  },
  {
    name: "a scalar",
    text: "hello\n",
    message: 'Cannot use kubeconfig "FILE": it is a string, a mapping is expected',
    kubectl: "refuses",
  },
  {
    name: "a list",
    text: "- a\n- b\n",
    message: 'Cannot use kubeconfig "FILE": it is a list, a mapping is expected',
    kubectl: "refuses",
  },
  {
    name: "a tab in the indentation",
    text: "apiVersion: v1\nusers:\n\t- name: u\n",
    message:
      'Cannot read kubeconfig "FILE": line 3, column 1: tab characters must not be used in indentation',
    kubectl: "refuses",
  },
  {
    name: "a token that is taken for an alias",
    text: "apiVersion: v1\nusers:\n- name: u\n  user: {token: *s3cret-token}\n",
    message: 'Cannot read kubeconfig "FILE": line 4, column 18: there is no anchor ...',
    kubectl: "refuses",
  },
  {
    name: "no current-context",
    text: kubeconfigText({ current: "" }),
    message:
      'Cannot choose a context: "FILE" has no current-context: say which with --context or ' +
      'set one with kubectl config use-context; contexts: "dev"',
    kubectl: "falls back",
  },
  {
    name: "a current-context that is not there",
    text: kubeconfigText({ current: "dew" }),
    message: 'Cannot use context "dew": it is the current-context and is not defined in "FILE": ' +
      'did you mean "dev"; contexts: "dev"',
    kubectl: "refuses",
  },
  {
    name: "a context with a cluster that is not there",
    text: kubeconfigText({ contexts: { dev: { cluster: "nope", user: "u" } } }),
    message: 'Cannot use context "dev" of "FILE": it names cluster "nope", which is not defined: ' +
      'clusters: "c"',
    kubectl: "falls back",
  },
  {
    name: "a context without cluster",
    text: kubeconfigText({ contexts: { dev: { user: "u" } } }),
    message: 'Cannot use context "dev" of "FILE": it names no cluster',
    kubectl: "falls back",
  },
  {
    name: "a context with a user that is not there",
    text: kubeconfigText({
      contexts: { dev: { cluster: "c", user: "robot" } },
      users: { robots: { token: "t" } },
    }),
    message: 'Cannot use context "dev" of "FILE": it names user "robot", which is not defined: ' +
      'did you mean "robots"',
    kubectl: "asks",
  },
  {
    name: "a user without credentials",
    text: withUser({}),
    message: 'Cannot use user "u" of "FILE": it has no credentials: add a token, a client ' +
      "certificate or an exec plugin",
    kubectl: "asks",
  },
  {
    name: "a namespace that cannot be",
    text: kubeconfigText({ contexts: { dev: { cluster: "c", user: "u", namespace: "a/../b" } } }),
    message: 'Cannot use context "dev" of "FILE": the namespace "a/../b" is not a name: ' +
      'use at most 63 lower case letters, digits and "-"',
    kubectl: "takes",
  },
  {
    name: "a cluster without server",
    text: withCluster({ "insecure-skip-tls-verify": true }),
    message: 'Cannot use cluster "c" of "FILE": it has no server: add server: https://HOST:PORT',
    kubectl: "falls back",
  },
  {
    name: "a server without scheme",
    text: withCluster({ server: "127.0.0.1:1" }),
    message:
      'Cannot use cluster "c" of "FILE": its server has no scheme: write https://127.0.0.1:1',
    kubectl: "takes",
  },
  {
    name: "a server with another scheme",
    text: withCluster({ server: "ftp://127.0.0.1:1" }),
    message: 'Cannot use cluster "c" of "FILE": its server has the scheme "ftp": use https',
    kubectl: "refuses",
  },
  {
    name: "a server with a password",
    text: withCluster({ server: "https://me:s3cret-pass@127.0.0.1:1" }),
    message:
      'Cannot use cluster "c" of "FILE": its server holds a user name or password: put them ' +
      "in a user entry",
    kubectl: "takes",
  },
  {
    name: "credentials for a server far away that does not encrypt",
    text: withCluster({ server: "http://192.0.2.1:1" }),
    message: 'Cannot use user "u" of "FILE": its credentials would go to "http://192.0.2.1:1" ' +
      "unencrypted: use https",
    kubectl: "takes",
  },
  {
    name: "an authority in bad base64",
    text: withCluster({ server: SERVER, "certificate-authority-data": "%%%not base64" }),
    message: 'Cannot use kubeconfig "FILE": field "certificate-authority-data" of cluster "c" is ' +
      "not valid base64 (13 characters)",
    kubectl: "refuses",
  },
  {
    name: "an authority that is not PEM",
    text: withCluster({ server: SERVER, "certificate-authority-data": base64("not PEM") }),
    message:
      'Cannot use cluster "c" of "FILE": its certificate-authority-data does not hold a PEM ' +
      "certificate",
    kubectl: "refuses",
  },
  {
    name: "an authority file that is not there",
    text: withCluster({ server: SERVER, "certificate-authority": "gone.crt" }),
    message: 'Cannot use cluster "c" of "FILE": its certificate-authority file "DIR/gone.crt" ' +
      "cannot be read: it does not exist",
    kubectl: "refuses",
  },
  {
    name: "an authority file that is a folder",
    text: withCluster({ server: SERVER, "certificate-authority": "." }),
    message: 'Cannot use cluster "c" of "FILE": its certificate-authority file "DIR" cannot be ' +
      "read: it is a directory",
    kubectl: "refuses",
  },
  {
    name: "an authority twice",
    text: withCluster({
      server: SERVER,
      "certificate-authority": "ca.crt",
      "certificate-authority-data": CA_DATA,
    }),
    message: 'Cannot use cluster "c" of "FILE": it has both certificate-authority and ' +
      "certificate-authority-data: remove one",
    kubectl: "refuses",
  },
  {
    name: "an authority together with insecure-skip-tls-verify",
    text: withCluster({
      server: SERVER,
      "certificate-authority-data": CA_DATA,
      "insecure-skip-tls-verify": true,
    }),
    message: 'Cannot use cluster "c" of "FILE": it has insecure-skip-tls-verify together with a ' +
      "certificate authority: remove one",
    kubectl: "refuses",
  },
  {
    name: "a client certificate without key",
    text: withUser({ "client-certificate-data": CA_DATA }),
    message: 'Cannot use user "u" of "FILE": it has a client certificate without client-key or ' +
      "client-key-data",
    kubectl: "refuses",
  },
  {
    name: "a client key without certificate",
    text: withUser({ token: "t0ken", "client-key-data": KEY_DATA }),
    message: 'Cannot use user "u" of "FILE": it has a client key without client-certificate or ' +
      "client-certificate-data",
    kubectl: "takes",
  },
  {
    name: "a client certificate file that is not there",
    text: withUser({ "client-certificate": "gone.crt", "client-key-data": KEY_DATA }),
    message:
      'Cannot use user "u" of "FILE": its client-certificate file "DIR/gone.crt" cannot be ' +
      "read: it does not exist",
    kubectl: "refuses",
  },
  {
    name: "a client key that is not PEM",
    text: withUser({ "client-certificate-data": CA_DATA, "client-key-data": base64("k3y") }),
    message: 'Cannot use user "u" of "FILE": its client-key-data does not hold a PEM private key',
    kubectl: "refuses",
  },
  {
    name: "a client key twice",
    text: withUser({
      "client-certificate-data": CA_DATA,
      "client-key-data": KEY_DATA,
      "client-key": "key.pem",
    }),
    message:
      'Cannot use user "u" of "FILE": it has both client-key and client-key-data: remove one',
    kubectl: "refuses",
  },
  {
    name: "a token and a user name",
    text: withUser({ token: "t0ken", username: "me", password: "s3cret-pass" }),
    message:
      'Cannot use user "u" of "FILE": it has both a token and a username: only one is allowed',
    kubectl: "refuses",
  },
  {
    name: "a password without user name",
    text: withUser({ password: "s3cret-pass" }),
    message: 'Cannot use user "u" of "FILE": it has a password without username',
    kubectl: "asks",
  },
  {
    name: "a token file that is not there",
    text: withUser({ tokenFile: "gone" }),
    message:
      'Cannot use user "u" of "FILE": its tokenFile file "DIR/gone" cannot be read: it does ' +
      "not exist",
    kubectl: "refuses",
  },
  {
    name: "a token with a line break",
    text: withUser({ token: "s3cret-token\nX-Evil: yes" }),
    message: 'Cannot use user "u" of "FILE": its token contains a line break',
    kubectl: "refuses",
  },
  {
    name: "a plugin without command",
    text: withUser({ exec: { ...EXEC, command: "" } }),
    message: 'Cannot use user "u" of "FILE": its exec plugin has no command',
    kubectl: "refuses",
  },
  {
    name: "a plugin without apiVersion",
    text: withUser({ exec: { ...EXEC, apiVersion: "" } }),
    message: 'Cannot use user "u" of "FILE": its exec plugin has no apiVersion: it must be ' +
      "client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1",
    kubectl: "refuses",
  },
  {
    name: "a plugin of a version that is gone",
    text: withUser({ exec: { ...EXEC, apiVersion: "client.authentication.k8s.io/v1alpha1" } }),
    message: 'Cannot use user "u" of "FILE": its exec plugin has the apiVersion ' +
      '"client.authentication.k8s.io/v1alpha1": it must be client.authentication.k8s.io/v1 or ' +
      "client.authentication.k8s.io/v1beta1",
    kubectl: "refuses",
  },
  {
    name: "a plugin with an unknown interactiveMode",
    text: withUser({ exec: { ...EXEC, interactiveMode: "never" } }),
    message: 'Cannot use user "u" of "FILE": its exec plugin has the interactiveMode "never": ' +
      'did you mean "Never"',
    kubectl: "refuses",
  },
  {
    name: "a plugin of version 1 without interactiveMode",
    text: withUser({ exec: { ...EXEC, interactiveMode: "" } }),
    message: 'Cannot use user "u" of "FILE": its exec plugin has no interactiveMode: add one of ' +
      "Never, IfAvailable, Always",
    kubectl: "refuses",
  },
  {
    name: "a plugin with a variable without name",
    text: withUser({ exec: { ...EXEC, env: [{ value: "x" }] } }),
    message: 'Cannot use user "u" of "FILE": its exec plugin has an env entry without name',
    kubectl: "refuses",
  },
  {
    name: "a plugin and an auth-provider",
    text: withUser({ exec: EXEC, "auth-provider": { name: "oidc", config: {} } }),
    message:
      'Cannot use user "u" of "FILE": it has both exec and auth-provider: only one is allowed',
    kubectl: "refuses",
  },
  {
    name: "an unknown auth-provider",
    text: withUser({ "auth-provider": { name: "gcp", config: {} } }),
    message: 'Cannot use user "u" of "FILE": its auth-provider "gcp" is not supported: use the ' +
      "credential plugin (exec) of your provider",
    kubectl: "refuses",
  },
  {
    name: "a proxy-url with another scheme",
    text: withCluster({ server: SERVER, "proxy-url": "ftp://127.0.0.1:2" }),
    message: 'Cannot use cluster "c" of "FILE": its proxy-url has the scheme "ftp": it must be ' +
      "http, https or socks5",
    kubectl: "refuses",
  },
  {
    name: "two contexts of one name",
    text: kubeconfigText({
      top: {
        contexts: [
          { name: "dev", context: { cluster: "c", user: "u" } },
          { name: "dev", context: { cluster: "c", user: "u" } },
        ],
      },
    }),
    message:
      'Cannot use kubeconfig "FILE": field "contexts" has two entries with the name "dev": ' +
      "rename one",
    kubectl: "refuses",
  },
  {
    name: "two users of one name",
    text: kubeconfigText({
      top: {
        users: [{ name: "u", user: { token: "s3cret-token" } }, { name: "u", user: {} }],
      },
    }),
    message:
      'Cannot use kubeconfig "FILE": field "users" has two entries with the name "u": rename one',
    kubectl: "refuses",
  },
  {
    name: "another apiVersion",
    text: kubeconfigText({ top: { apiVersion: "v-1" } }),
    message: 'Cannot use kubeconfig "FILE": field "apiVersion" is "v-1", "v1" is expected',
    kubectl: "refuses",
  },
  {
    name: "another kind",
    text: kubeconfigText({ top: { kind: "Pod" } }),
    message: 'Cannot use kubeconfig "FILE": field "kind" is "Pod", "Config" is expected',
    kubectl: "refuses",
  },
  {
    name: "a number for a server",
    text: withCluster({ server: 6443 }),
    message:
      'Cannot use kubeconfig "FILE": field "server" of cluster "c" is a number, a string is ' +
      "expected",
    kubectl: "refuses",
  },
  {
    name: "a string for a list",
    text: kubeconfigText({ top: { users: "s3cret-token" } }),
    message: 'Cannot use kubeconfig "FILE": field "users" is a string, a list is expected',
    kubectl: "refuses",
  },
  {
    name: "a wrong entry beside the one that is used",
    text: kubeconfigText({ users: { u: { token: "t0ken" }, other: { token: 5 } } }),
    message:
      'Cannot use kubeconfig "FILE": field "token" of user "other" is a number, a string is ' +
      "expected",
    kubectl: "refuses",
  },
  {
    name: "groups to act as without a user",
    text: withUser({ token: "t0ken", "as-groups": ["system:masters"] }),
    message: 'Cannot use user "u" of "FILE": it has as-uid, as-groups or as-user-extra without as',
    kubectl: "refuses",
  },
];
