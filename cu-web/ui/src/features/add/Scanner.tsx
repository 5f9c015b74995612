import { Button } from '@mantine/core';
import jsQR from 'jsqr';
import { useEffect, useRef, useState } from 'react';
import { useT } from '../../app/i18n';
import { StateCard } from '../../ui/StateCard';

const LOOK_MS = 120;
/** Larger frames only cost time: a label that fills a third of the picture has modules of several pixels at this width. */
const WIDTH_MAX = 720;

/** Looks for a label's QR code through the terminal's camera; frames stay in this page. `onText` says whether it was a label. */
export function Scanner({ onText, onCancel }: { onText: (text: string) => boolean; onCancel: () => void }) {
  const t = useT();
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState<'denied' | 'missing' | null>(null);
  const [foreign, setForeign] = useState(false);
  const deliver = useRef(onText);
  deliver.current = onText;

  useEffect(() => {
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setInterval> | undefined;
    let ended = false;
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const look = (): void => {
      const element = video.current;
      if (!element?.videoWidth || !context) return;
      const scale = Math.min(1, WIDTH_MAX / element.videoWidth);
      canvas.width = Math.round(element.videoWidth * scale);
      canvas.height = Math.round(element.videoHeight * scale);
      context.drawImage(element, 0, 0, canvas.width, canvas.height);
      const found = jsQR(context.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height, {
        inversionAttempts: 'dontInvert',
      });
      if (found?.data) setForeign(!deliver.current(found.data));
    };
    const start = async (): Promise<void> => {
      if (!navigator.mediaDevices?.getUserMedia) return setProblem('missing');
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } });
      } catch (error) {
        return setProblem(error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'missing');
      }
      if (ended || !video.current) return stream.getTracks().forEach((track) => track.stop());
      video.current.srcObject = stream;
      await video.current.play().catch(() => undefined);
      timer = setInterval(look, LOOK_MS);
    };
    void start();
    return () => {
      ended = true;
      clearInterval(timer);
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, []);

  if (problem)
    return (
      <StateCard icon="camera" title={t(`scan.${problem}`)} text={t(`scan.${problem}-text`)} action={{ label: t('add.type'), onClick: onCancel }} />
    );
  return (
    <div style={{ maxWidth: 500, margin: '0 auto' }}>
      <div className="vd-page-head">
        <h1>{t('scan.title')}</h1>
      </div>
      <div style={{ position: 'relative', borderRadius: 14, overflow: 'hidden', background: '#0b0f0f', aspectRatio: '1' }}>
        <video ref={video} muted playsInline style={{ width: '100%', height: '100%', objectFit: 'cover' }} />
        <svg
          viewBox="0 0 100 100"
          style={{ position: 'absolute', inset: '16%' }}
          fill="none"
          stroke="#f2b04a"
          strokeWidth="2.400"
          strokeLinecap="round"
          aria-hidden
        >
          <path d="M2 22V8a6 6 0 0 1 6-6h14M78 2h14a6 6 0 0 1 6 6v14M98 78v14a6 6 0 0 1-6 6H78M22 98H8a6 6 0 0 1-6-6V78" />
        </svg>
      </div>
      <p role="status" style={{ textAlign: 'center', color: 'var(--mantine-color-dimmed)' }}>
        {t(foreign ? 'scan.foreign' : 'scan.text')}
      </p>
      <Button variant="default" fullWidth onClick={onCancel}>
        {t('add.type')}
      </Button>
    </div>
  );
}
