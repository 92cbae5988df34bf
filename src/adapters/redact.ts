const MASK = '***';
const SECRET_PARAMETERS = ['password', 'sslpassword', 'sslkey'];

/** A connection URL as it may be shown: its password is replaced, and a text that is no URL is not shown at all. */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return MASK;
  const shown = new URL(url);
  if (shown.password !== '') shown.password = MASK;
  for (const name of SECRET_PARAMETERS) if (shown.searchParams.has(name)) shown.searchParams.set(name, MASK);
  return shown.href;
}

/** A driver's message without the secrets of the URL, however they are encoded. */
export function redactMessage(message: string, url: string): string {
  return secretsOf(url).reduce((text, secret) => text.replaceAll(secret, MASK), message);
}

function secretsOf(url: string): readonly string[] {
  if (!URL.canParse(url)) return url === '' ? [] : [url];
  const { password, searchParams } = new URL(url);
  const parameters = SECRET_PARAMETERS.flatMap((name) => searchParams.getAll(name));
  return [password, decode(password), ...parameters].filter((secret) => secret !== '');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
