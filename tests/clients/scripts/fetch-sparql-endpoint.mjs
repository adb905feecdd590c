// Stream rows, triples and a truth value: node - ENDPOINT METHOD SELECT CONSTRUCT ASK
import { SparqlEndpointFetcher } from 'fetch-sparql-endpoint';

const [endpoint, method, select, construct, ask] = process.argv.slice(2);
const fetcher = new SparqlEndpointFetcher({ method });
const collect = async (stream, read) => {
  const all = [];
  for await (const item of stream) all.push(read(item));
  return all;
};
console.log(JSON.stringify({
  rows: await collect(await fetcher.fetchBindings(endpoint, select), (row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, v.value]))),
  triples: (await collect(await fetcher.fetchTriples(endpoint, construct), (triple) => triple.subject.value)).length,
  ask: await fetcher.fetchAsk(endpoint, ask),
  error: await fetcher.fetchBindings(endpoint, 'SELECT * {').then(() => 'none', (error) => error.message),
}));
