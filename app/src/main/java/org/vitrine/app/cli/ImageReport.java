package org.vitrine.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.qcow2.Qcow2Check;
import org.vitrine.engine.image.qcow2.Qcow2Info;
import org.vitrine.engine.image.work.ImageWork;

/** What {@code vitrine image info} and {@code check} print. The names in JSON are those of {@code qemu-img --output=json}. */
record ImageReport(Path file, ImageWork.Description description) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static ImageReport read(Path file, Optional<ImageFormat> format) throws ImageException, IOException {
        return new ImageReport(file, ImageWork.describe(file, format));
    }

    String text() {
        StringBuilder text = new StringBuilder();
        line(text, "cli.image.info.format", description.format().id());
        line(text, "cli.image.info.size", Sizes.bytes(description.size()), description.size());
        line(text, "cli.image.info.file", Sizes.bytes(description.fileSize()));
        description.qcow2().ifPresent(info -> {
            line(text, "cli.image.info.clusters", Sizes.bytes(info.clusterSize()));
            info.backing()
                    .ifPresent(name -> line(
                            text,
                            "cli.image.info.backing",
                            name,
                            info.backingFormat().orElse("?")));
            if (!info.snapshots().isEmpty()) {
                line(text, "cli.image.info.snapshots", String.join(", ", info.snapshots()));
            }
            if (info.dirty()) {
                line(text, "cli.image.info.dirty");
            }
            if (info.corrupt()) {
                line(text, "cli.image.info.corrupt");
            }
        });
        return text.toString();
    }

    private static void line(StringBuilder text, String key, Object... arguments) {
        text.append(Texts.get(key, arguments)).append(System.lineSeparator());
    }

    String json() {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("filename", file.toString());
        node.put("format", description.format().id());
        node.put("virtual-size", description.size());
        node.put("actual-size", description.fileSize());
        description.qcow2().ifPresent(info -> add(node, info));
        return node.toPrettyString() + System.lineSeparator();
    }

    private static void add(ObjectNode node, Qcow2Info info) {
        node.put("cluster-size", info.clusterSize());
        node.put("dirty-flag", info.dirty());
        info.backing().ifPresent(name -> node.put("backing-filename", name));
        info.backingFormat().ifPresent(name -> node.put("backing-filename-format", name));
        ArrayNode snapshots = node.putArray("snapshots");
        info.snapshots().forEach(name -> snapshots.addObject().put("name", name));
        ObjectNode specific =
                node.putObject("format-specific").put("type", "qcow2").putObject("data");
        specific.put("compat", info.version() == 2 ? "0.10" : "1.1");
        specific.put("compression-type", info.compression());
        specific.put("lazy-refcounts", info.lazyRefcounts());
        specific.put("refcount-bits", info.refcountBits());
        specific.put("corrupt", info.corrupt());
    }

    static String json(Qcow2Check.Result found) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("corruptions", found.errors());
        node.put("leaks", found.leaks());
        node.put("total-clusters", found.totalClusters());
        node.put("allocated-clusters", found.standardClusters() + found.compressedClusters());
        node.put("compressed-clusters", found.compressedClusters());
        ArrayNode findings = node.putArray("x-vitrine-findings");
        found.findings().forEach(findings::add);
        return node.toPrettyString();
    }
}
