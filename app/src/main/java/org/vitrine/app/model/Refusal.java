package org.vitrine.app.model;

import java.io.Serial;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.ConfigException;

/** Something that cannot be done, with one sentence or two for the user: what, why, what to do. */
public final class Refusal extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Where the cause lies, which decides the exit code of the command line. */
    public enum Cause {
        /** What the user asked for. */
        INPUT,
        /** The host lacks something. */
        HOST,
        /** The guest, or the process that runs it. */
        GUEST
    }

    private final Cause blame;

    private Refusal(Cause blame, String sentence) {
        super(sentence, null, false, false);
        this.blame = blame;
    }

    /** A refusal with the text of a key of the bundle. */
    public static Refusal of(Cause blame, String key, Object... arguments) {
        return new Refusal(blame, Texts.get(key, arguments));
    }

    /** A refusal of a configuration. */
    public static Refusal of(ConfigException wrong) {
        return new Refusal(Cause.INPUT, ConfigSentence.of(wrong));
    }

    /** A refusal in words that came from elsewhere, such as a VM's log. */
    public static Refusal inWords(Cause blame, String sentence) {
        return new Refusal(blame, sentence);
    }

    public Cause blame() {
        return blame;
    }

    /** The sentence. Never null, unlike that of other exceptions. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
