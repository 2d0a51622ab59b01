import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { KeyValues, Section } from '@/components/ui/page';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { Tag } from '@/components/ui/tag';
import { RelativeTime } from '@/components/ui/times';
import { isAllowed, Role } from '@/lib/model/actor';
import { listUsers, type UserRow } from '@/lib/views/settings/list-users';
import { requireContext, requireSession } from '../../../session';
import { Shows } from '../../_components/shows';
import { SettingsFrame } from '../_components/settings-frame';
import { AddUser } from './_components/add-user';
import { UserActions } from './_components/user-actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('settings'))('users') };
}

export default async function UsersPage() {
  const [me, ctx] = await Promise.all([requireSession(), requireContext()]);
  const [t, settings, roles] = await Promise.all([
    getTranslations('users'),
    getTranslations('settings'),
    getTranslations('frame.role'),
  ]);
  const { compare } = new Intl.Collator(await getLocale());
  const users = (await listUsers({ ctx })).sort((a, b) => compare(a.name, b.name));
  const mayManage = isAllowed(ctx.actor, 'user.manage');
  const refusal = mayManage ? null : settings('administratorOnly');
  return (
    <SettingsFrame
      current="users"
      lede={t('lede')}
      actions={<AddUser refusal={refusal} />}
      readOnlyAs={mayManage ? null : me.role}
    >
      <Shows topics={['user', 'audit']} />
      <Section title={t('caption')} note={t('count', { count: users.length })}>
        <Table caption={t('caption')}>
          <thead>
            <tr>
              <HeadCell>{t('name')}</HeadCell>
              <HeadCell wideOnly>{t('email')}</HeadCell>
              <HeadCell>{t('role')}</HeadCell>
              <HeadCell wideOnly>{t('lastSignIn')}</HeadCell>
              <HeadCell>
                <span className="sr-only">{t('actions', { name: '' })}</span>
              </HeadCell>
            </tr>
          </thead>
          <tbody>
            {users.map((user) => (
              <UserTableRow key={user.id} user={user} isMe={user.id === me.id} refusal={refusal} />
            ))}
          </tbody>
        </Table>
      </Section>
      <Section title={t('rolesTitle')} className="mt-8">
        <KeyValues
          entries={Role.options.map((role) => ({
            key: role,
            name: roles(role),
            value: t(`roleMeaning.${role}`),
          }))}
        />
      </Section>
    </SettingsFrame>
  );
}

async function UserTableRow({
  user,
  isMe,
  refusal,
}: {
  user: UserRow;
  isMe: boolean;
  refusal: string | null;
}) {
  const [t, roles] = await Promise.all([getTranslations('users'), getTranslations('frame.role')]);
  return (
    <Row>
      <Cell wrap>
        <span className="font-medium">{user.name}</span> {isMe ? <Tag>{t('you')}</Tag> : null}
        <span className="block break-all text-ink-3 text-small md:hidden">{user.email}</span>
      </Cell>
      <Cell wideOnly>{user.email}</Cell>
      <Cell>{roles(user.role)}</Cell>
      <Cell wideOnly className="text-ink-3">
        {user.lastSignInAt ? <RelativeTime at={user.lastSignInAt} /> : t('never')}
      </Cell>
      <Cell numeric>
        <UserActions
          user={{ id: user.id, name: user.name, email: user.email, role: user.role }}
          refusal={refusal ?? (isMe ? t('ownAccount') : null)}
        />
      </Cell>
    </Row>
  );
}
