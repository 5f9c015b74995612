import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/http';
import { problemOf } from '../../api/problem';
import { useT } from '../../app/i18n';
import { problemWords } from '../../ui/ProblemCard';

/** A small action on a row: does it, reads lists again, and says so if it failed. */
export function useAction() {
  const t = useT();
  const client = useQueryClient();
  const action = useMutation({
    mutationFn: ({ path, method = 'POST' }: { path: string; method?: 'POST' | 'DELETE' }) => call(path, { method }),
    onError: (error) => {
      const words = problemWords(t, problemOf(error));
      notifications.show({ color: 'clay', title: words.title, message: words.text });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['operator'] }),
  });
  const confirmed = (title: string, text: string, request: { path: string; method?: 'POST' | 'DELETE' }): void => {
    modals.openConfirmModal({
      title,
      children: text,
      labels: { confirm: title, cancel: t('cancel') },
      confirmProps: { color: 'clay' },
      onConfirm: () => action.mutate(request),
    });
  };
  return { run: action.mutate, confirmed };
}
