/** Where the word is allowed, and why. Without `text`: anywhere in these files. */
interface Exception {
  file?: RegExp;
  text?: RegExp;
  why: string;
}

export interface RetiredWord {
  pattern: RegExp; // in names: lower-case words separated by blanks; in prose: running text
  say: string; // what to write instead
  in: readonly ('name' | 'prose' | 'constant')[]; // names: identifiers, keys of messages, files; constants in their original spelling
  except?: readonly Exception[];
}

const all = ['name', 'prose'] as const;
const LOOK_IN_SHOWN_CODE = { file: /^(app|components)\//, why: 'there it is how something is drawn' };

/** Words that are not used any more, because a reader from outside this project would not understand them. */
export const retiredWords: readonly RetiredWord[] = [
  { pattern: /^(MOST|LEAST)_\w+/g, say: 'MAX_ or MIN_', in: ['constant'] },
  { pattern: /\bhasten\w*/gi, say: 'force completion', in: all },
  { pattern: /\banew\b|\bafresh\b/gi, say: 'again', in: all },
  { pattern: /\bunder ?way\b/gi, say: 'in flight, in progress or running', in: all },
  { pattern: /\bhalf-made\b/gi, say: 'incomplete', in: all },
  { pattern: /\bheard\b/gi, say: 'observed, sampled or received', in: all },
  { pattern: /\b(?:un)?told\b/gi, say: 'reported, shown or printed', in: all },
  { pattern: /\blived\b|\bliv(?:es?|ing) through\b/gi, say: 'backfilled', in: all },
  { pattern: /\bdoors?\b/gi, say: 'entry point or path', in: all },
  { pattern: /\bhouse\b|\bfolk\b/gi, say: 'the plain word', in: all },
  { pattern: /\bsuch (?:an? )?one\b/gi, say: 'the noun again', in: all },
  { pattern: /\bevener\b/gi, say: 'more even', in: all },
  { pattern: /\bst(?:ands?|ood) still\b/gi, say: 'is paused or stops', in: all },
  { pattern: /\bmend(?:s|ed|ing)?\b/gi, say: 'fix or repair', in: all },
  {
    pattern: /\bg(?:o|oes|oing) on(?= (?:at|by|without|until|when|where|from|with|as|in|while|and|to)\b)/gi,
    say: 'continue or keep running',
    in: ['prose'],
  },
  {
    pattern: /\bstrangers?\b/gi,
    say: 'anonymous client or foreign VM',
    in: all,
    except: [{ file: /^docs\/lab\.md$/, text: /stranger@/g, why: 'a user of the lab has this name' }],
  },
  {
    pattern: /\broom(?:s|y|iest)?\b/gi,
    say: 'free memory, remaining moves or space',
    in: all,
    except: [
      { text: /\bma(?:k|d)(?:es?|ing)? room\b/gi, why: 'the reason make-room is part of plans as files' },
      {
        text: /\bno room on the way\b|\bno-room-on-the-way\b/gi,
        why: 'the rejection is part of plans as files',
      },
    ],
  },
  {
    pattern:
      /\b(?:an?|one|each|every|last|next|first|second|two|the|this) looks?\b(?! (?:like|for|at|after|again|alike)\b)/gi,
    say: 'sample, reading, tick or step',
    in: ['prose'],
    except: [LOOK_IN_SHOWN_CODE],
  },
  {
    pattern: /\blook(?:s|ed)?\b/g,
    say: 'sample, read, tick, step or appearance',
    in: ['name'],
    except: [LOOK_IN_SHOWN_CODE],
  },
];
