import type { AllSimulators } from './all-simulators.ts';
import { linesOf, quoted } from './settings-files.ts';

/** What somebody needs to know who has just started the simulators, as text for a terminal. */
export function instructions(simulators: AllSimulators): string {
  const { webPush, apns, fcm, expo, files } = simulators;
  const expoToken = expo.mint({});
  const examples = [
    {
      id: 'ios',
      platform: 'ios',
      provider: 'apns',
      environment: 'development',
      token: apns.mint('development'),
    },
    { id: 'android', platform: 'android', provider: 'fcm', token: fcm.mint({}) },
    { id: 'expo', platform: 'android', provider: 'expo', token: expoToken },
  ];
  return `Simulators of web push, APNs, FCM and Expo are ready. Nothing leaves this machine.

Start Carillon with them, in another terminal:
  set -a; . ${quoted(files.environmentFile)}; set +a; npm start

The same, variable by variable:
${indented(linesOf(files.environment))}

Tokens that can be registered ($token: an access token of yours, see the README):
${examples.map(registration).join('\n')}

A browser that web push reaches: stock Firefox with these in about:config
  dom.push.serverURL = ${webPush.settings.browserUrl}
  dom.push.connection.enabled = true
  dom.push.testing.allowInsecureServerURL = true

Control ports: GET /hits, GET and PUT /script, GET /settings
  web push  ${webPush.settings.controlUrl}
  APNs      ${apns.settings.controlUrl}
  FCM       ${fcm.settings.controlUrl}
  Expo      ${expo.settings.controlUrl}

What arrived:
  curl ${expo.settings.controlUrl}/tokens/${encodeURIComponent(expoToken)}/messages

A provider that is busy for the first two attempts of each device:
  curl -X PUT ${expo.settings.controlUrl}/script -H 'content-type: application/json' \\
    -d '{"rules":[{"name":"busy","match":{"nth":{"to":2,"per":"target"}},"answer":{"status":503}}]}'

docs/operations/simulators.md tells more. Stop with Ctrl-C.
`;
}

type Example = { id: string; platform: string; provider: string; environment?: string; token: string };

function registration({ id, token, ...shape }: Example): string {
  const body = JSON.stringify({ device_id: `example-${id}`, ...shape, push_token: token });
  return `  curl http://127.0.0.1:4000/api/v1/devices -H "authorization: Bearer $token" \\
    -H 'content-type: application/json' -d '${body}'`;
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
