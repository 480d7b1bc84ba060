/**
 * The beginning of a self-extracting tool: a script for `/bin/sh` that unpacks what follows it once, into a
 * folder of its user alone, and starts it. Layer 7: pure.
 *
 * It needs what POSIX has (sh, tail, dd, ls, mkdir, mv, rm, chmod, cat, id, and cksum or, in its place,
 * sha256sum), and gzip where the runtime is compressed. Later starts run none of them.
 *
 * @module
 */

/** One packed file. */
export interface PackedFile {
  /** A name without blanks or slashes. */
  readonly name: string;
  readonly size: number;
}

/** Content as two programs sum it up. */
export interface Checksum {
  /** Of `cksum`: the sum and the length. */
  readonly cksum: string;
  /** Of `sha256sum`, in hexadecimal. */
  readonly sha256: string;
}

/** What a header has to know. */
export interface HeaderOptions {
  /** The tool's name, for messages. */
  readonly name: string;
  /** Who made it, for whoever looks into the file. */
  readonly made: string;
  /** The tool's modules in the order they are packed, the one to run first. */
  readonly files: readonly PackedFile[];
  /** Name of the folder that they are unpacked to: of their content. */
  readonly appName: string;
  /** Checksums of all of them together. */
  readonly appChecksum: Checksum;
  /** Name of the runtime's file: of its content. */
  readonly runtimeName: string;
  /** Checksums of the unpacked runtime. */
  readonly runtimeChecksum: Checksum;
  readonly compressed: boolean;
  /** Flags of Deno that are always the same. */
  readonly flags: readonly string[];
  /** Paths that the tool may read beside the kubeconfig; `"all"` for every file, `"none"` for no flag. */
  readonly read: "all" | "none" | readonly string[];
  /** What the runtime is made for, for messages. */
  readonly system: string;
}

/** The header's length is a multiple of this many bytes. */
const BLOCK = 1024;

/**
 * Writes the header.
 *
 * @param options What is packed behind it.
 * @returns Text that is as many bytes long as it says itself.
 */
export function headerOf(options: HeaderOptions): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  // Its own length stands in it: more room until it fits.
  for (let size = BLOCK;; size += BLOCK) {
    const text = encoder.encode(writeHeader(options, size));
    if (text.length > size) continue;
    const padded = new Uint8Array(size).fill("\n".charCodeAt(0));
    padded.set(text);
    return padded;
  }
}

function writeHeader(options: HeaderOptions, size: number): string {
  const { name, files, compressed } = options;
  const main = files[0]?.name ?? "";
  const runtimeAt = size + files.reduce((sum, file) => sum + file.size, 0) + 1;
  const unzip = compressed ? " | gzip -dc" : "";
  return `#!/bin/sh
# ${options.made}. Below this text lie Deno and the tool; ${name} --skiff-info says more.
self=$0
runtime=${options.runtimeName}
app=${options.appName}

fail() {
  echo ${quote(`error: Cannot start ${name}: `)}"$1" >&2
  exit 1
}

# What another user could have made or could change is not run.
own() {
  [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ]
}

has_runtime() {
  [ -O "$place/$runtime" ] && [ -x "$place/$runtime" ]
}

has_app() {
  own "$place/$app" && [ -O "$place/$app/${main}" ]
}

is_whole() {
  if command -v cksum; then
    [ "$(cksum)" = "$1" ]
  else
    [ "$(sha256sum)" = "$2  -" ]
  fi
}

unpack() {
  umask 077
  command -v cksum || command -v sha256sum || say "neither cksum nor sha256sum can be found"${
    compressed ? `\n  command -v gzip || say "gzip cannot be found"` : ""
  }
  if [ ! -d "$base" ] && [ -O "\${base%/*}" ]; then mkdir "$base"; fi
  [ -O "$base" ] || [ -k "$base" ] || say "$base belongs to somebody else"
  [ -d "$place" ] || mkdir "$place" || [ -d "$place" ] || say "nothing can be written to $base"
  own "$place" || say "$place belongs to somebody else"
  case $(ls -ld "$place") in
    d???------*) ;;
    *) say "$place can be changed by others" ;;
  esac
  number=0
  part=$place/.part-$$
  until mkdir "$part"; do
    number=$((number + 1))
    [ $number -lt 99 ] || say "nothing can be written to $place"
    part=$place/.part-$$-$number
  done
  trap 'rm -rf "$part"' EXIT
  trap 'exit 1' HUP INT TERM
  if ! has_runtime; then
    tail -c +${runtimeAt} "$self"${unzip} > "$part/runtime"
    is_whole ${checksumWords(options.runtimeChecksum)} < "$part/runtime" ||
      say "$self is damaged, or $place is full"
    chmod 500 "$part/runtime"
    [ -x "$part/runtime" ] || say "nothing may be run from $place"
    "$part/runtime" --version > /dev/null ||
      say ${quote(`its runtime does not run here: it is made for ${options.system}`)}
    mv -f "$part/runtime" "$place/$runtime"
    has_runtime || say "nothing can be written to $place"
  fi
  has_app && return
  mkdir "$part/app"
  {
    dd bs=${size} count=1 of=/dev/null
${files.map((file) => `    dd bs=${file.size} count=1 of="$part/app/${file.name}"`).join("\n")}
  } < "$self"
  (cd "$part/app" && cat ${files.map((file) => file.name).join(" ")}) |
    is_whole ${checksumWords(options.appChecksum)} ||
    say "$self is damaged, or $place is full"
  [ ! -d "$place/$app" ] || has_app || rm -rf "$place/$app"
  mv "$part/app" "$place/$app"
  # Another first start may have been faster; then this one lies within.
  rm -rf "$place/$app/app"
  has_app || say "nothing can be written to $place"
}

say() {
  echo "$1" >&3
  exit 1
}

try() {
  base=$1
  place=$1/$2
  case $base in
    /*) ;;
    *)
      why=$why\${why:+, and }"there is no folder for caches"
      return 1
      ;;
  esac
  own "$place" && has_runtime && has_app && return
  reason=$(unpack 3>&1 > /dev/null 2>&1) && return
  why=$why\${why:+, and }$reason
  return 1
}

[ -r "$self" ] || fail "it cannot read itself"
why=
try "\${XDG_CACHE_HOME:-\${HOME:+$HOME/.cache}}" skiff-bin ||
  try "\${TMPDIR:-/tmp}" "skiff-bin-$(id -u)" ||
  fail "$why"

${readPlaces(options)}
# Deno colours what it says of a failure, whoever reads it.
[ -t 2 ] || [ -n "\${FORCE_COLOR-}" ] || export NO_COLOR="\${NO_COLOR:-1}"
export DENO_DIR="$place/cache" DENO_NO_UPDATE_CHECK=1 DENO_NO_PACKAGE_JSON=1
exec "$place/$runtime" run ${options.flags.map(quote).join(" ")} ${
    options.read === "none" ? "" : '"$read" '
  }\\
  "$place/$app/${main}" "$@"
exit 1
`;
}

function checksumWords({ cksum, sha256 }: Checksum): string {
  return `"${cksum}" ${sha256}`;
}

/** Paths are known at the start only: those of the kubeconfig, also the one that --kubeconfig names. */
function readPlaces({ read }: HeaderOptions): string {
  if (read === "none") return "";
  if (read === "all") return "read=--allow-read";
  return `read=${quote(`--allow-read=${read.map(escapeEntry).join(",")}`)}
add() {
  # Deno takes a comma for the end of a path.
  case $1 in
    "" | *,*) ;;
    *) read=$read,$1 ;;
  esac
}
add "\${HOME:+$HOME/.kube}"
add "\${HOME:+$HOME/.minikube}"
add "\${SSL_CERT_FILE-}"
set -f
IFS=:
for path in \${KUBECONFIG-} \${SSL_CERT_DIR-}; do add "$path"; done
unset IFS
set +f
is_kubeconfig=
for word; do
  if [ -n "$is_kubeconfig" ]; then
    add "$word"
    is_kubeconfig=
    continue
  fi
  case $word in
    --) break ;;
    --kubeconfig) is_kubeconfig=1 ;;
    --kubeconfig=*) add "\${word#*=}" ;;
  esac
done`;
}

/** As Deno writes a comma that belongs to a path. */
function escapeEntry(entry: string): string {
  return entry.replaceAll(",", ",,");
}

/** A word as the shell reads it back. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
