// Prints the gateway's configuration for these tests: node config.mjs FAKE_URL GATEWAY_URL DATA_FOLDER
import { claudes, models } from './models.mjs';

const [fakeUrl, gatewayUrl, data] = process.argv.slice(2);
const quoted = JSON.stringify; // a JSON string is a YAML string

console.log(`server: { urls: [${quoted(gatewayUrl)}] }
data: ${quoted(data)}
providers:
  fake: { kind: openai, base_url: ${quoted(`${fakeUrl}/v1`)} }
  claude: { kind: anthropic, base_url: ${quoted(fakeUrl)} }
# A circuit that opens would make one test see the failures of another.
defaults: { attempts: 2, circuit: { failures: 1000 } }
models:`);
for (const model of models)
  console.log(`  ${quoted(model)}: { provider: fake, context_window: 8192, capabilities: [tools, json_schema] }`);
for (const model of claudes)
  console.log(`  ${quoted(`claude-${model}`)}: { deployments: [{ provider: claude, model: ${quoted(model)} }], capabilities: [tools] }`);
