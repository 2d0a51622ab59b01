import { expect, it } from 'vitest';
import { usualSource } from '../../lib/model/figures-source.ts';
import { createSecretBox, makeKey } from '../../lib/platform/secret-box.ts';
import { addCluster } from '../../lib/services/clusters/add-cluster.ts';
import { editFigures } from '../../lib/services/clusters/edit-figures.ts';
import { openToken } from '../../lib/services/clusters/figures-input.ts';
import { rotateSecrets } from '../../lib/services/clusters/rotate-secrets.ts';
import { secretPlaces } from '../../lib/services/stored-secrets.ts';
import { editWebhook } from '../../lib/services/webhooks/edit-webhook.ts';
import { makeContext } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();

it('a new key replaces the old one in tokens and in the secret of the webhook, which the old one then no longer opens', async () => {
  const [old, next] = [makeKey(), makeKey()];
  const ctx = { ...makeContext(database.db), secrets: createSecretBox([old]) };
  const hosts = [{ name: 'kvm-01', uri: 'qemu+tcp://kvm-01.invalid/system' }];
  const { id: clusterId } = await addCluster({ ctx, input: { name: 'east', driver: 'libvirt', hosts } });
  const source = { ...usualSource, address: 'http://127.0.0.1:9090' };
  await editFigures({ ctx, input: { clusterId, source, token: 'the-token', seenVersion: 0 } });
  await editWebhook({ ctx, input: { url: 'http://127.0.0.1:1/', secret: 'the secret of the receiver' } });
  const both = { ...ctx, secrets: createSecretBox([next, old]) };
  expect(await rotateSecrets({ ctx: both })).toEqual({ secrets: 2 });

  const stored = await database.db.figuresSource.findUniqueOrThrow({ where: { clusterId } });
  const { webhookSecret } = await database.db.installation.findFirstOrThrow();
  const now = createSecretBox([next]);
  expect(openToken(stored, now)).toBe('the-token');
  expect(now.open(String(webhookSecret), secretPlaces.webhook)).toBe('the secret of the receiver');
  expect(() => openToken(stored, ctx.secrets)).toThrow(/another encryption key/);
});
