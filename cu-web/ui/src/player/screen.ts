/** What can be shown: a WebRTC stream or fragments. */
export interface Feed {
  attach(video: HTMLVideoElement): void;
  detach(video: HTMLVideoElement): void;
}

/** The feed of a WebRTC connection. */
export class StreamFeed implements Feed {
  constructor(private readonly media: MediaStream) {}

  attach(video: HTMLVideoElement): void {
    video.srcObject = this.media;
  }

  detach(video: HTMLVideoElement): void {
    video.srcObject = null;
  }
}

interface Place {
  feed: Feed;
  video: HTMLVideoElement;
}

/**
 * The picture itself: one `<video>`, others behind it while other feeds come up, and the last frame as a still over all of them while there is none. A feed's
 * element comes to the front at its first presented frame, so that nothing black is ever seen. DOM only; no decisions.
 */
export class Screen {
  private front: Place | null = null;
  private behind: Place[] = [];
  /** The element for the first feed: there always is one. */
  private idle: HTMLVideoElement | null = element();
  private sound = false;
  private stillShown = false;
  private readonly still = document.createElement('canvas');

  constructor(private readonly root: HTMLElement) {
    this.still.hidden = true;
  }

  mount(): void {
    if (this.still.parentNode) return;
    if (this.idle) this.root.append(this.idle);
    this.root.append(this.still);
  }

  get muted(): boolean {
    return !this.sound;
  }

  set muted(muted: boolean) {
    this.sound = !muted;
    const video = this.front?.video;
    if (!video) return;
    video.muted = muted;
    if (!muted) void video.play().catch(() => undefined);
  }

  get hasStill(): boolean {
    return this.stillShown;
  }

  /** Brings up a feed; it is in front from its first presented frame on. */
  bring(feed: Feed, onFrame: (first: boolean) => void): void {
    const video = this.idle ?? element();
    this.idle = null;
    if (!video.parentNode) this.still.before(video);
    const place: Place = { feed, video };
    this.behind.push(place);
    feed.attach(video);
    void video.play().catch(() => undefined);
    const presented = (): void => {
      const first = this.behind.includes(place);
      if (!first && this.front !== place) return;
      if (first) this.swap(place);
      onFrame(first);
      video.requestVideoFrameCallback(presented);
    };
    video.requestVideoFrameCallback(presented);
  }

  /** Gives up a feed. The one in front leaves its last frame behind. */
  drop(feed: Feed): void {
    if (this.front?.feed === feed) {
      const place = this.front;
      this.keepStill();
      this.front = null;
      this.release(place);
      return;
    }
    const place = this.behind.find((candidate) => candidate.feed === feed);
    if (!place) return;
    this.behind = this.behind.filter((candidate) => candidate !== place);
    this.release(place);
  }

  clear(): void {
    if (this.front) this.drop(this.front.feed);
    for (const place of [...this.behind]) this.drop(place.feed);
  }

  /** Draws what is seen now, the picture or its still; false if nothing ever was. */
  draw(canvas: HTMLCanvasElement): boolean {
    const video = this.front?.video;
    if (video && video.videoWidth > 0) return paint(canvas, video, video.videoWidth, video.videoHeight);
    return this.stillShown && canvas !== this.still && paint(canvas, this.still, this.still.width, this.still.height);
  }

  private keepStill(): void {
    if (!this.draw(this.still)) return;
    this.still.hidden = false;
    this.stillShown = true;
  }

  private swap(place: Place): void {
    const before = this.front;
    this.behind = this.behind.filter((candidate) => candidate !== place);
    this.front = place;
    place.video.dataset['front'] = '';
    place.video.muted = !this.sound;
    this.still.hidden = true;
    this.stillShown = false;
    if (before) this.release(before);
  }

  private release(place: Place): void {
    place.feed.detach(place.video);
    delete place.video.dataset['front'];
    place.video.muted = true;
    if (this.front === null && this.behind.length === 0 && this.idle === null) this.idle = place.video;
    else place.video.remove();
  }
}

function paint(canvas: HTMLCanvasElement, source: CanvasImageSource, width: number, height: number): boolean {
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.drawImage(source, 0, 0);
  return true;
}

function element(): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.autoplay = true;
  video.disablePictureInPicture = true;
  return video;
}
