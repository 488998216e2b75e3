// Ends with 0 where the platform of this container is ready, and with 1 where it is not. The image has no shell and no curl.
const { HOST = '127.0.0.1', PORT = '4000' } = process.env;
const host = HOST === '0.0.0.0' ? '127.0.0.1' : HOST;
const isReady = await fetch(`http://${host}:${PORT}/health/ready`).then(
  ({ ok }) => ok,
  () => false,
);
process.exit(isReady ? 0 : 1);
