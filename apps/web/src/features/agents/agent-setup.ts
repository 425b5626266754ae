/** What a person needs to run an agent elsewhere, without the secret itself where a line is shown on the page. */
export interface AgentAddress {
  /** Where the API is reached from outside, without a slash at its end. */
  readonly apiUrl: string;
  readonly deviceId: string;
}

/**
 * The file that `carillon-agent` reads its settings from. Also a POSIX shell's: no value of these needs quoting, as an
 * origin, a UUID and hexadecimal digits hold no character that a shell reads as anything else.
 */
export function envFileText({ apiUrl, deviceId }: AgentAddress, secret: string): string {
  return `CARILLON_URL=${apiUrl}\nCARILLON_DEVICE=${deviceId}\nCARILLON_SECRET=${secret}\n`;
}

const FILE_NAME_LENGTH_MAX = 60;

/** A file's name that every system takes, and that tells one agent from another: `build-server.env`. */
export function envFileName(agentName: string): string {
  const plain = agentName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, FILE_NAME_LENGTH_MAX)
    .replace(/-+$/, '');
  return `${plain === '' ? 'agent' : plain}.env`;
}

/** Reads the file into a POSIX shell, so that neither line below holds the secret. */
export function loadCommand(fileName: string): string {
  return `set -a; . ./${fileName}; set +a`;
}

/** Runs the agent in the foreground, with what was loaded: prints each message, and acknowledges it. */
export const AGENT_COMMAND = 'carillon-agent';

/** Fetches what waits, or what comes within 20 seconds, without any program of ours (SEC-3: HTTP Basic). */
export const CURL_COMMAND =
  'curl --user "$CARILLON_DEVICE:$CARILLON_SECRET" "$CARILLON_URL/api/v1/client/poll?wait=20"';
