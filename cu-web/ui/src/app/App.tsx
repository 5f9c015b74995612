import { Center, Loader } from '@mantine/core';
import { lazy, Suspense, type ReactNode } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import { AccountPage } from '../features/account/AccountPage';
import { AddPage } from '../features/add/AddPage';
import { ForgotPage } from '../features/auth/ForgotPage';
import { LoginPage } from '../features/auth/LoginPage';
import { SignUpPage } from '../features/auth/SignUpPage';
import { CameraPage } from '../features/cameras/CameraPage';
import { CamerasPage } from '../features/cameras/CamerasPage';
import { ConnectionCheckPage } from '../features/check/ConnectionCheckPage';
import { FlowPage } from '../features/flows/FlowPage';
import { ProblemCard } from '../ui/ProblemCard';
import { useT } from './i18n';
import { refreshNow, useSession } from './session';
import { Shell } from './Shell';
import { StateCard } from '../ui/StateCard';

// The operator's pages are a portal of their own: viewers do not load them.
const OperatorRoutes = lazy(() => import('../features/operator/OperatorRoutes'));

export function App() {
  const session = useSession();
  if (session.state === 'unknown') return <Waiting />;
  if (session.state === 'unreachable') {
    return (
      <Center mih="100dvh" p="md">
        <ProblemCard problem={session.problem} onRetry={() => void refreshNow()} />
      </Center>
    );
  }
  return (
    <Routes>
      <Route path="/login" element={<LoginPage />} />
      <Route path="/signup" element={<SignUpPage />} />
      <Route path="/forgot" element={<ForgotPage />} />
      <Route
        path="/add"
        element={
          <SignedIn>
            <AddPage />
          </SignedIn>
        }
      />
      <Route
        path="/"
        element={
          <SignedIn>
            <Home />
          </SignedIn>
        }
      />
      <Route
        path="/cameras"
        element={
          <SignedIn>
            <CamerasPage />
          </SignedIn>
        }
      />
      <Route
        path="/cameras/:id"
        element={
          <SignedIn>
            <CameraPage tab="live" />
          </SignedIn>
        }
      />
      <Route
        path="/cameras/:id/details"
        element={
          <SignedIn>
            <CameraPage tab="details" />
          </SignedIn>
        }
      />
      <Route
        path="/cameras/:id/settings"
        element={
          <SignedIn>
            <CameraPage tab="settings" />
          </SignedIn>
        }
      />
      <Route
        path="/flows/:flowId"
        element={
          <SignedIn>
            <FlowPage />
          </SignedIn>
        }
      />
      <Route
        path="/account"
        element={
          <SignedIn>
            <AccountPage />
          </SignedIn>
        }
      />
      <Route
        path="/account/connection"
        element={
          <SignedIn>
            <ConnectionCheckPage />
          </SignedIn>
        }
      />
      <Route
        path="/operator/*"
        element={
          <SignedIn staff>
            <OperatorRoutes />
          </SignedIn>
        }
      />
      <Route
        path="*"
        element={
          <SignedIn>
            <Nowhere />
          </SignedIn>
        }
      />
    </Routes>
  );
}

function SignedIn({ children, staff = false }: { children: ReactNode; staff?: boolean }) {
  const session = useSession();
  const location = useLocation();
  if (session.state !== 'signed-in') return <Navigate to="/login" replace state={{ from: location.pathname + location.search + location.hash }} />;
  if (staff && session.account.role === 'user') return <Navigate to="/cameras" replace />;
  return (
    <Shell account={session.account}>
      <Suspense fallback={<Waiting />}>{children}</Suspense>
    </Shell>
  );
}

function Home() {
  const session = useSession();
  const staff = session.state === 'signed-in' && session.account.role !== 'user';
  return <Navigate to={staff ? '/operator' : '/cameras'} replace />;
}

function Nowhere() {
  const t = useT();
  return <StateCard icon="search" title={t('nowhere.title')} text={t('nowhere.text')} action={{ label: t('nowhere.action'), to: '/' }} />;
}

function Waiting() {
  return (
    <Center mih="60dvh">
      <Loader type="dots" aria-label="…" />
    </Center>
  );
}
