import { useDocumentTitle } from '@mantine/hooks';
import { useNavigate, useParams } from 'react-router';
import { UnstyledButton } from '@mantine/core';
import { useT } from '../../app/i18n';
import { Icon } from '../../ui/Icon';
import { FlowDiagramById } from './FlowDiagram';

/** One run of a flow at an address of its own: what a support code opens. */
export function FlowPage({ staff = false }: { staff?: boolean }) {
  const t = useT();
  const { flowId = '' } = useParams();
  const navigate = useNavigate();
  useDocumentTitle(`${t('flow.title')} · Vedette`);
  return (
    <>
      <div className="vd-page-head">
        <UnstyledButton className="vd-icon-button" aria-label={t('back')} onClick={() => void navigate(-1)}>
          <Icon name="back" size={22} />
        </UnstyledButton>
        <h1>{t('flow.title')}</h1>
      </div>
      <section className="vd-card vd-section">
        <FlowDiagramById flowId={flowId} staff={staff} />
      </section>
    </>
  );
}
