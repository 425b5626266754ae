import { userIdSchema } from '@carillon/contracts/ids';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { UserPage } from '@/features/users/user-page.tsx';
import { userName } from '@/features/users/user-words.ts';
import { Hydrated, isHidden, requireAdmin, serverQueries } from '@/server/page-data.tsx';

interface UserRouteProps {
  readonly params: Promise<{ readonly id: string }>;
}

export async function generateMetadata({ params }: UserRouteProps): Promise<Metadata> {
  const { name, email } = await readUser((await params).id);
  return { title: userName({ name, email }) };
}

export default async function UserRoute({ params }: UserRouteProps) {
  const user = await readUser((await params).id);
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.users.holdings.queryOptions({ id: user.id }));
  return (
    <Hydrated>
      <UserPage id={user.id} />
    </Hydrated>
  );
}

/** Reads the user into the page's data; asked twice they are read once. */
async function readUser(given: string) {
  await requireAdmin(`/users/${given}`);
  const id = userIdSchema.safeParse(given);
  if (!id.success) return notFound();
  const { queryClient, trpc } = await serverQueries();
  try {
    return await queryClient.fetchQuery({
      ...trpc.users.get.queryOptions({ id: id.data }),
      staleTime: Number.POSITIVE_INFINITY,
    });
  } catch (error) {
    if (isHidden(error)) notFound();
    throw error;
  }
}
