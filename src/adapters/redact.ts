const MASK = '***';
const SECRET_PARAMETERS = ['password', 'sslpassword', 'sslkey'];

/** A connection URL as it may be shown: its password is replaced, and a text without `scheme://host` is not shown at all. */
export function redactUrl(url: string): string {
  const shown = parsed(url);
  if (shown === undefined) return MASK;
  if (shown.password !== '') shown.password = MASK;
  for (const name of SECRET_PARAMETERS) if (shown.searchParams.has(name)) shown.searchParams.set(name, MASK);
  return shown.href;
}

/** A driver's message without the secrets of the URL, however they are encoded. */
export function redactMessage(message: string, url: string): string {
  return secretsOf(url).reduce((text, secret) => text.replaceAll(secret, MASK), message);
}

function secretsOf(url: string): readonly string[] {
  const read = parsed(url);
  if (read === undefined) return url === '' ? [] : [url];
  const { password, searchParams } = read;
  const parameters = SECRET_PARAMETERS.flatMap((name) => searchParams.getAll(name));
  return [password, decode(password), ...parameters].filter((secret) => secret !== '');
}

/** Without `//` everything is a path to URL, the password included. */
function parsed(url: string): URL | undefined {
  const read = URL.canParse(url) ? new URL(url) : undefined;
  return read?.pathname.startsWith('/') || read?.pathname === '' ? read : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
