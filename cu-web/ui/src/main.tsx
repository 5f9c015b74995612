import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/app.css';
import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { ProblemError } from './api/problem';
import { App } from './app/App';
import { LanguageProvider } from './app/LanguageProvider';
import { styleNonce } from './app/nonce';
import { refreshNow } from './app/session';
import { theme, variables } from './app/theme';
import { configurePlayer } from './features/cameras/player-host';
import { captureLabelLink } from './features/add/pending';

const nonce = styleNonce();
captureLabelLink();
configurePlayer();
void refreshNow();

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      networkMode: 'always',
      // What the platform refused stays refused; what did not reach it is tried again.
      retry: (failures, error) => failures < 2 && !(error instanceof ProblemError && error.problem.status >= 400 && error.problem.status < 500),
    },
    mutations: { networkMode: 'always' },
  },
});

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={queries}>
        <LanguageProvider>
          <BrowserRouter>
            <ModalsProvider>
              <Notifications position="bottom-center" limit={3} />
              <App />
            </ModalsProvider>
          </BrowserRouter>
        </LanguageProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
