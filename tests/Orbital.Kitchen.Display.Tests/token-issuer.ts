import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes tokens, with a key of its own. */
export class TokenIssuer {
  readonly #key: KeyObject;
  readonly #folder = mkdtempSync(join(tmpdir(), 'orbital-issuer-'));

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.#key = privateKey;
    writeFileSync(this.#keyFile, publicKey.export({ type: 'spki', format: 'pem' }));
  }

  /** The settings of a kitchen that believes it. */
  get settings(): Record<string, string> {
    return { Authentication__Issuer: 'https://issuer.test', Authentication__Audience: 'orbital', Authentication__SigningKeys__0: this.#keyFile };
  }

  token(...roles: string[]): string {
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const text = [{ alg: 'RS256', typ: 'JWT' }, { iss: 'https://issuer.test', aud: 'orbital', sub: 'tester', exp, roles }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${sign('sha256', Buffer.from(text), this.#key).toString('base64url')}`;
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #keyFile(): string {
    return join(this.#folder, 'issuer.pem');
  }
}
