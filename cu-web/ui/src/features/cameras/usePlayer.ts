import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Device } from '../../api/types';
import type { PlayerView, VedettePlayer } from '../../player/element';
import { isOnline, streamsOf } from './devices';

/** Binds a `<vedette-player>` to a camera: plays while it is online, or while nothing is known yet, and follows its state. */
export function usePlayer(deviceId: string, device: Device | undefined, whole = false) {
  const ref = useRef<VedettePlayer>(null);
  const [view, setView] = useState<PlayerView | null>(null);
  const online = device === undefined || isOnline(device);

  // A camera that is known to be offline is not asked; it plays when the list says that it is back.
  const startOnline = useRef(online);
  const known = useRef(device);

  useLayoutEffect(() => {
    const player = ref.current;
    if (!player) return;
    const changed = (): void => setView(player.view);
    player.addEventListener('playerchange', changed);
    player.device = deviceId;
    player.whole = whole;
    describe(player, known.current);
    if (startOnline.current) player.play();
    return () => {
      player.removeEventListener('playerchange', changed);
      player.stop();
    };
  }, [deviceId, whole]);

  useEffect(() => {
    if (ref.current) describe(ref.current, device);
  }, [device]);

  useEffect(() => {
    const player = ref.current;
    if (!online || !player) return;
    if (player.view.state.kind === 'closed') player.play();
    else player.cameraOnline();
  }, [online]);

  const retry = useCallback(() => ref.current?.play(), []);
  return { ref, view, retry };
}

/** Tells the player what is known of the camera: what it can ask for, and what its owner allows. */
function describe(player: VedettePlayer, device: Device | undefined): void {
  player.streams = streamsOf(device);
  player.distributionAllowed = device?.distribution_allowed ?? true;
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'vedette-player': React.DetailedHTMLProps<React.HTMLAttributes<VedettePlayer>, VedettePlayer>;
    }
  }
}
