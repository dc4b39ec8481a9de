package org.vitrine.app.detect;

import java.io.Serial;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A disc's text for one regular expression, which may look at so many characters of it and then has to give up. */
final class BoundedText implements CharSequence {
    private static final int LOOKS = 200_000;
    private static final int LOOKS_PER_CHARACTER = 32;

    /** Too many looks. */
    private static final class Exhausted extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        Exhausted() {
            super("the expression takes too long", null, false, false);
        }
    }

    private final String text;
    private int left;

    private BoundedText(String text) {
        this.text = text;
        left = LOOKS + LOOKS_PER_CHARACTER * text.length();
    }

    /** @return the first match, if one is found before the looks are used up */
    static Optional<Matcher> find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(new BoundedText(text));
        try {
            return matcher.find() ? Optional.of(matcher) : Optional.empty();
        } catch (Exhausted | StackOverflowError e) {
            return Optional.empty();
        }
    }

    @Override
    public char charAt(int index) {
        if (--left < 0) {
            throw new Exhausted();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
