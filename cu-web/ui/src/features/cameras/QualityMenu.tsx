import { Menu, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { Device } from '../../api/types';
import { useT } from '../../app/i18n';
import type { VedettePlayer } from '../../player/element';
import { Icon } from '../../ui/Icon';
import { type Choice, AUTO, formatsOf, ratesOf, requestOf, wordOf } from './formats';

/** The formats and frame rates that a camera offers (H.626.4 §6.1.3); a camera that cannot adapt offers its streams. */
export function QualityMenu({ device, player }: { device: Device | undefined; player: () => VedettePlayer | null }) {
  const t = useT();
  const [choice, setChoice] = useState<Choice>(AUTO);
  const channel = device?.channels[0];
  if (!channel || channel.streams.every((s) => s.width === 0)) return null;
  const word = wordOf(choice) ?? t('player.auto');

  const choose = (next: Choice): void => {
    setChoice(next);
    const element = player();
    if (!element) return;
    if (channel.adaptable) {
      element.setQuality(requestOf(next, channel));
    } else {
      element.setQuality(null);
      element.quality = next.format?.stream ?? 'auto';
    }
  };
  const item = (key: string, label: string, on: boolean, next: Choice) => (
    <Menu.Item
      key={key}
      role="menuitemradio"
      aria-checked={on}
      onClick={() => choose(next)}
      rightSection={on ? <Icon name="check" size={16} /> : null}
    >
      {label}
    </Menu.Item>
  );

  return (
    <Menu position="top-end" portalProps={{ target: '.vd-live' }}>
      <Menu.Target>
        <UnstyledButton className="vd-control" aria-label={`${t('player.quality')}: ${word}`} title={t('player.quality')}>
          <Icon name="sliders" size={21} />
          <span>{word}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown mah="min(420px, 70dvh)" style={{ overflowY: 'auto' }}>
        <Menu.Label>{t('player.quality')}</Menu.Label>
        {item('auto', t('player.auto-long'), choice.format === null, { ...choice, format: null })}
        {formatsOf(channel).map((f) =>
          item(f.name, `${f.name} · ${f.width} × ${f.height}`, choice.format?.name === f.name, { ...choice, format: f }),
        )}
        {channel.adaptable && (
          <>
            <Menu.Label>{t('player.rate')}</Menu.Label>
            {ratesOf(channel).map((fps) =>
              item(`fps-${fps}`, t('player.rate-of', { fps: String(fps) }), choice.fps === fps, {
                ...choice,
                fps: choice.fps === fps ? null : fps,
              }),
            )}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
