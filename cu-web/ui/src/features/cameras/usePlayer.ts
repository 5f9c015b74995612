import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Device } from '../../api/types';
import type { PlayerView, VedettePlayer } from '../../player/element';
import { isOnline, streamsOf } from './devices';

/** Binds a `<vedette-player>` to a camera: plays while it is online, or while nothing is known yet, and follows its state. */
export function usePlayer(deviceId: string, device: Device | undefined) {
  const ref = useRef<VedettePlayer>(null);
  const [view, setView] = useState<PlayerView | null>(null);
  const online = device === undefined || isOnline(device);

  useLayoutEffect(() => {
    const player = ref.current;
    if (!player) return;
    const changed = (): void => setView(player.view);
    player.addEventListener('playerchange', changed);
    player.device = deviceId;
    player.play();
    return () => {
      player.removeEventListener('playerchange', changed);
      player.stop();
    };
  }, [deviceId]);

  useEffect(() => {
    if (ref.current) ref.current.streams = streamsOf(device);
  }, [device]);

  useEffect(() => {
    if (online) ref.current?.cameraOnline();
  }, [online]);

  const retry = useCallback(() => ref.current?.play(), []);
  return { ref, view, retry };
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'vedette-player': React.DetailedHTMLProps<React.HTMLAttributes<VedettePlayer>, VedettePlayer>;
    }
  }
}
