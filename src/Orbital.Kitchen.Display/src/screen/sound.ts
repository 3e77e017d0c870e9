import { computed, signal } from '@preact/signals';
import { remembered } from './remembered';

export type Sound = 'added' | 'rushed' | 'cancelled';

interface Note {
  readonly hertz: number;
  readonly atMs: number;
}

/** Up for new work, three quick ones for a rush, down for what is cancelled: to be told apart without looking. */
const melodies: Record<Sound, { wave: OscillatorType; notes: readonly Note[] }> = {
  added: { wave: 'sine', notes: [{ hertz: 659, atMs: 0 }, { hertz: 880, atMs: 140 }] },
  rushed: { wave: 'triangle', notes: [{ hertz: 1047, atMs: 0 }, { hertz: 1047, atMs: 130 }, { hertz: 1319, atMs: 260 }] },
  cancelled: { wave: 'triangle', notes: [{ hertz: 440, atMs: 0 }, { hertz: 294, atMs: 200 }] },
};

const noteSeconds = 0.22;
const loudness = 0.3;

/** A kitchen full of new orders rings once. */
const shortestPauseMs = 1_500;

export const soundSwitch = remembered<'on' | 'off'>('orbital.sound', 'on');

/** Browsers allow sound only after somebody has touched the page. */
const isAllowed = signal(false);

export const soundState = computed(() => {
  if (soundSwitch.value === 'off') return 'off';
  return isAllowed.value ? 'on' : 'blocked';
});

let audio: AudioContext | undefined;
let lastAt = -Infinity;

export function play(sound: Sound): void {
  if (soundState.value !== 'on' || !audio || performance.now() - lastAt < shortestPauseMs) return;
  lastAt = performance.now();
  const { wave, notes } = melodies[sound];
  for (const { hertz, atMs } of notes) ring(audio, wave, hertz, audio.currentTime + atMs / 1_000);
}

/** The first touch anywhere allows sound; the switch rings once, to be heard. */
export function toggleSound(): void {
  const wasOn = soundState.value === 'on';
  soundSwitch.value = wasOn ? 'off' : 'on';
  if (!wasOn) play('added');
}

function ring(context: AudioContext, wave: OscillatorType, hertz: number, at: number): void {
  const tone = new OscillatorNode(context, { type: wave, frequency: hertz });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(loudness, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + noteSeconds);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + noteSeconds);
}

function allow(): void {
  audio ??= new AudioContext();
  void audio.resume().then(() => (isAllowed.value = true));
}

addEventListener('pointerup', allow, { once: true });
addEventListener('keydown', allow, { once: true });
