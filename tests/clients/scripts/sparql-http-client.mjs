// Rows, triples and a truth value by an operation: node - ENDPOINT OPERATION SELECT CONSTRUCT ASK
import ParsingClient from 'sparql-http-client/ParsingClient.js';
import StreamClient from 'sparql-http-client/StreamClient.js';

const [endpointUrl, operation, select, construct, ask] = process.argv.slice(2);
const client = new ParsingClient({ endpointUrl });
const streamed = [];
const stream = new StreamClient({ endpointUrl }).query.select(select, { operation });
for await (const row of stream) streamed.push(row);
console.log(JSON.stringify({
  rows: (await client.query.select(select, { operation })).map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, v.value]))),
  streamed: streamed.length,
  triples: (await client.query.construct(construct, { operation })).size,
  ask: await client.query.ask(ask, { operation }),
  error: await client.query.select('SELECT * {', { operation }).then(() => 'none', (error) => error.message),
}));
