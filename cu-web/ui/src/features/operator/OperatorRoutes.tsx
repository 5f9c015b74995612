import { Navigate, Route, Routes } from 'react-router';
import { FlowPage } from '../flows/FlowPage';
import { AuditPage, CamerasPage, MessagesPage, SessionsAndFlowsPage } from './lists';
import { CustomersPage } from './CustomersPage';
import { MediaServersPage } from './MediaServersPage';
import { OverviewPage } from './OverviewPage';
import { VendorsPage } from './VendorsPage';

/** The operator's portal. */
export default function OperatorRoutes() {
  return (
    <Routes>
      <Route index element={<OverviewPage />} />
      <Route path="customers" element={<CustomersPage />} />
      <Route path="cameras" element={<CamerasPage />} />
      <Route path="media" element={<MediaServersPage />} />
      <Route path="vendors" element={<VendorsPage />} />
      <Route path="flows" element={<SessionsAndFlowsPage />} />
      <Route path="flows/:flowId" element={<FlowPage staff />} />
      <Route path="messages" element={<MessagesPage />} />
      <Route path="audit" element={<AuditPage />} />
      {/* Services stand on the overview; what else a notice may point at has no page yet. */}
      <Route path="*" element={<Navigate to="/operator" replace />} />
    </Routes>
  );
}
