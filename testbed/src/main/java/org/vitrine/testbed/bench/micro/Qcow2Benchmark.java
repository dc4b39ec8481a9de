package org.vitrine.testbed.bench.micro;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;

/** The qcow2 layer alone: all requests of a load, one at a time, to an image in the page cache. All but the first write go to clusters that the image has. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
public class Qcow2Benchmark {
    private static final int ALIGNED = 4096;

    /** What is done. */
    @Param
    public ImageLoad load = ImageLoad.FIRST_WRITE;

    /** An image of {@link ImageLoad#SIZE} bytes that holds nothing. */
    @Param("")
    public String empty = "";

    private @Nullable Path image;
    private @Nullable BlockNode node;

    @Setup(Level.Iteration)
    public void open() throws IOException, ImageException {
        Path used = Files.createTempFile(Path.of(empty).getParent(), "jmh", ".qcow2");
        Files.copy(Path.of(empty), used, StandardCopyOption.REPLACE_EXISTING);
        image = used;
        node = Images.open(used, false, Optional.of(ImageFormat.QCOW2));
        if (load != ImageLoad.FIRST_WRITE) {
            run(ImageLoad.FIRST_WRITE);
        }
    }

    @TearDown(Level.Iteration)
    public void close() throws IOException {
        Objects.requireNonNull(node).close();
        Files.delete(Objects.requireNonNull(image));
    }

    @Benchmark
    public long requests() throws IOException {
        return run(load);
    }

    private long run(ImageLoad requests) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            BlockNode there = Objects.requireNonNull(node);
            MemorySegment data = arena.allocate(requests.length(), ALIGNED);
            data.fill((byte) 0xa5);
            Buffers buffers = Buffers.of(data);
            long position = 0;
            for (int i = 0; i < requests.count(); i++) {
                if (requests.write()) {
                    there.write(position, buffers);
                } else {
                    there.read(position, buffers);
                }
                position = (position + requests.step()) % ImageLoad.SIZE;
            }
            return position;
        }
    }
}
