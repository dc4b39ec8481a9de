package org.vitrine.app.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files beside the product's modules that let a VM process start sooner. None of them need be there: Java checks the cache against
 * itself and the modules, and goes without one that does not fit.
 *
 * @param cache an AOT cache (JEP 483) of the VM process's classes, or null
 * @param trained where a VM process shall write such a cache when it ends, or null; it uses none itself then
 * @param natives the directory of JNA's library, which JNA would otherwise unpack at each start, or null
 */
public record StartupFiles(
        @Nullable Path cache,
        @Nullable Path trained,
        @Nullable Path natives) {
    /** The system property that asks for {@link #trained}. */
    public static final String TRAIN = "vitrine.vm.train";

    private static final String CACHE = "vitrine-vm.aot";
    private static final String NATIVES = "native";
    /** A cache that does not fit any more is no news for the log. */
    private static final String QUIET = "-Xlog:aot*=off,cds*=off,class+path=off";

    /** None. */
    public static StartupFiles none() {
        return new StartupFiles(null, null, null);
    }

    /** Those that lie beside one of the product's modules. */
    static StartupFiles beside(Path module) {
        String train = System.getProperty(TRAIN);
        Path cache = module.resolveSibling(CACHE);
        Path natives = module.resolveSibling(NATIVES);
        return new StartupFiles(
                train == null && Files.isReadable(cache) ? cache : null,
                train == null ? null : Path.of(train),
                Files.isDirectory(natives) ? natives : null);
    }

    /** The words for Java. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (cache != null) {
            words.add("-XX:AOTCache=" + cache);
            words.add(QUIET);
        }
        if (trained != null) {
            words.add("-XX:AOTCacheOutput=" + trained);
        }
        if (natives != null) {
            words.add("-Djna.boot.library.path=" + natives);
        }
        return List.copyOf(words);
    }
}
