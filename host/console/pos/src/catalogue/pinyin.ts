// Initials of Chinese words by the browser's own collation: each syllable's first letter lies between two boundary characters.

const LETTERS = "abcdefghjklmnopqrstwxyz";
const FIRST = "阿八嚓搭婀发旮哈丌咔垃妈拿噢趴七然仨他挖夕丫匝";
const collator = new Intl.Collator("zh-CN-u-co-pinyin");
const known = new Map<string, string>();

/** `ynl` of 有奶啦; other characters are left out. */
export function initialsOf(text: string): string {
    let initials = "";
    for (const character of text) {
        if (!/\p{Script=Han}/u.test(character)) continue;
        let letter = known.get(character);
        if (letter === undefined) {
            letter = letterOf(character);
            known.set(character, letter);
        }
        initials += letter;
    }
    return initials;
}

function letterOf(character: string): string {
    let low = 0;
    let high = FIRST.length - 1;
    while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (collator.compare(character, FIRST[middle]!) >= 0) low = middle;
        else high = middle - 1;
    }
    return LETTERS[low]!;
}
