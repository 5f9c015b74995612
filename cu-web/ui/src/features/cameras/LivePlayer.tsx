import { Menu, UnstyledButton } from '@mantine/core';
import { useFullscreenElement, useHotkeys } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { Device } from '../../api/types';
import { bitRate, since } from '../../app/format';
import { useT } from '../../app/i18n';
import type { PlayerView } from '../../player/element';
import { Icon } from '../../ui/Icon';
import { isOnline } from './devices';
import { PlayerVeil } from './PlayerVeil';
import { pathShown } from './path';
import { PathBadges } from './PathBadges';
import { QualityMenu } from './QualityMenu';
import { usePlayer } from './usePlayer';

/** The large live picture with its controls. Starts before anything is known of the camera but its id. */
export function LivePlayer({ deviceId, device }: { deviceId: string; device: Device | undefined }) {
  const t = useT();
  const { ref, view, retry } = usePlayer(deviceId, device, true);
  const stage = useFullscreenElement<HTMLDivElement>();
  const [muted, setMuted] = useState(true);
  const [figures, setFigures] = useState(false);
  const playing = view?.state.kind === 'playing' || view?.state.kind === 'stalled';
  const reconnecting = view?.state.kind === 'reconnecting';
  const offline = device !== undefined && !isOnline(device);
  // A failure has the whole stage: its words and its one action, no controls for a picture that is not there.
  const blank = view?.state.kind === 'failed' || (offline && !playing && !reconnecting);
  const sound = device === undefined || device.channels[0]?.audio != null;

  useEffect(() => {
    if (ref.current) ref.current.statistics = figures;
  }, [figures, ref]);

  const toggleSound = (): void => {
    if (!ref.current || !sound) return;
    ref.current.muted = !muted;
    setMuted(!muted);
  };
  const snapshot = async (type: 'image/png' | 'image/jpeg'): Promise<void> => {
    const blob = await ref.current?.snapshot(type);
    if (blob)
      download(
        blob,
        `${device?.name ?? 'camera'} ${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}.${type === 'image/png' ? 'png' : 'jpg'}`,
      );
  };
  useHotkeys([
    ['m', toggleSound],
    ['f', () => void stage.toggle()],
    ['s', () => void snapshot('image/png')],
    ['i', () => setFigures((on) => !on)],
  ]);

  return (
    <div className="vd-live" ref={stage.ref}>
      <div className="vd-stage">
        <vedette-player ref={ref} />
        <PlayerVeil view={view} offlineSince={offline ? since(device.status_since) : null} onRetry={retry} deviceId={deviceId} />
        {playing && view && <PathBadges view={view} />}
        {!blank && (
          <div className="vd-controls" role="toolbar" aria-label={t('player.controls')}>
            {sound && (
              <UnstyledButton
                className="vd-control"
                onClick={toggleSound}
                aria-pressed={!muted}
                aria-label={t(muted ? 'player.sound-on' : 'player.sound-off')}
                title={t(muted ? 'player.sound-on' : 'player.sound-off')}
              >
                <Icon name={muted ? 'mute' : 'sound'} size={22} />
              </UnstyledButton>
            )}
            <Menu position="top-start" portalProps={{ target: '.vd-live' }}>
              <Menu.Target>
                <UnstyledButton
                  className="vd-control"
                  disabled={!playing && !view?.hasStill}
                  aria-label={t('player.snapshot')}
                  title={t('player.snapshot')}
                >
                  <Icon name="photo" size={22} />
                </UnstyledButton>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => void snapshot('image/jpeg')}>{t('player.snapshot-jpeg')}</Menu.Item>
                <Menu.Item onClick={() => void snapshot('image/png')}>{t('player.snapshot-png')}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
            <span style={{ flex: 1 }} />
            <QualityMenu device={device} player={() => ref.current} />
            <UnstyledButton
              className="vd-control"
              aria-pressed={figures}
              onClick={() => setFigures(!figures)}
              aria-label={t('player.figures')}
              title={t('player.figures')}
            >
              <Icon name="chart" size={21} />
            </UnstyledButton>
            {document.fullscreenEnabled && (
              <UnstyledButton
                className="vd-control"
                onClick={() => void stage.toggle()}
                aria-label={t(stage.fullscreen ? 'player.leave-full' : 'player.full')}
                title={t(stage.fullscreen ? 'player.leave-full' : 'player.full')}
              >
                <Icon name={stage.fullscreen ? 'shrink' : 'expand'} size={21} />
              </UnstyledButton>
            )}
          </div>
        )}
      </div>
      {figures && playing && view?.stats && <Figures view={view} />}
    </div>
  );
}

function Figures({ view }: { view: PlayerView }) {
  const t = useT();
  const { stats, firstFrameMs } = view;
  if (!stats) return null;
  const shown = pathShown(t, view);
  const rows: [string, string][] = [
    [t('figures.path'), shown?.title ?? '–'],
    [t('figures.why'), shown?.why ?? '–'],
    [t('figures.format'), [formatOf(stats.codec), stats.protocol?.toUpperCase()].filter(Boolean).join(' · ') || '–'],
    [t('figures.size'), stats.width > 0 ? `${stats.width} × ${stats.height}` : '–'],
    [t('figures.fps'), stats.fps.toFixed(0)],
    [t('figures.rate'), bitRate(stats.kbps)],
    [t('figures.delay'), stats.delayMs === null ? '–' : `${stats.delayMs} ms`],
    [t('figures.lost'), String(stats.packetsLost)],
    [t('figures.first'), firstFrameMs === null ? '–' : `${firstFrameMs} ms`],
  ];
  return (
    <dl className="vd-overlay" data-testid="figures">
      {rows.map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={name + '='}>{value}</dd>])}
    </dl>
  );
}

function formatOf(codec: string | null): string | null {
  return codec && (codec.startsWith('video/') ? codec.slice(6).replace('H264', 'H.264') : codec);
}

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
