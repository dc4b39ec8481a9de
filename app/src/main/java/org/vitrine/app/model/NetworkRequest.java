package org.vitrine.app.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Network.Backend;
import org.vitrine.engine.config.Network.Bridged;
import org.vitrine.engine.config.Network.Internal;
import org.vitrine.engine.config.Network.Model;
import org.vitrine.engine.config.Network.Shared;
import org.vitrine.engine.config.Network.Translator;
import org.vitrine.engine.config.Network.Unconnected;
import org.vitrine.engine.config.PortForward;

/** A network as the user asks for it on the command line. */
public final class NetworkRequest {
    private static final List<String> KINDS =
            List.of("shared", "internal=NAME", "bridge=NAME", "tap=NAME", "unconnected");

    private final List<PortForward> forwards = new ArrayList<>();
    private final String kind;
    private final String place;
    private @Nullable Model model;
    private @Nullable MacAddress mac;
    private Translator translator = Translator.AUTO;
    private boolean isolated;
    private boolean dhcp;
    private boolean link = true;
    private @Nullable Integer rate;
    private @Nullable Path capture;
    private @Nullable Integer slot;
    private @Nullable Integer boot;

    private NetworkRequest(String kind, String place) {
        this.kind = kind;
        this.place = place;
    }

    /**
     * Reads {@code shared[,isolated][,forward=tcp:8080:80]…}, {@code internal=NAME[,dhcp]}, {@code bridge=NAME}, {@code tap=NAME} or {@code unconnected}, each with
     * {@code [,model=virtio|e1000e][,mac=…][,link=on|off][,rate=KBIT][,capture=FILE][,slot=N][,boot=INDEX]}.
     *
     * @throws Refusal if that says nothing
     */
    public static NetworkRequest parse(String text) throws Refusal {
        List<String> words = List.of(text.split(",", -1));
        String[] first = halves(words.getFirst());
        boolean named = KINDS.contains(first[0] + "=NAME");
        if (!named && !KINDS.contains(first[0]) || named == first[1].isEmpty()) {
            throw refusal("net.kind", words.getFirst(), String.join(", ", KINDS));
        }
        NetworkRequest request = new NetworkRequest(first[0], first[1]);
        for (String word : words.subList(1, words.size())) {
            request.take(word);
        }
        return request;
    }

    private static String[] halves(String word) {
        int equals = word.indexOf('=');
        return equals < 0
                ? new String[] {word, ""}
                : new String[] {word.substring(0, equals), word.substring(equals + 1)};
    }

    private void take(String word) throws Refusal {
        String[] halves = halves(word);
        String value = halves[1];
        switch (halves[0]) {
            case "model" -> model = known(Model.of(value), word, words(Model.values()));
            case "translator" -> translator = known(Translator.of(value), word, words(Translator.values()));
            case "mac" -> mac = known(MacAddress.parse(value), word, "52:54:00:12:34:56");
            case "forward" ->
                forwards.add(known(PortForward.parse(value), word, "tcp:8080:80, udp:[::1]:5353-[fec0::15]:53"));
            case "link" -> link = known(flag(value), word, "on, off");
            case "rate" -> rate = number(value, word);
            case "slot" -> slot = number(value, word);
            case "boot" -> boot = number(value, word);
            case "capture" ->
                capture = Path.of(known(value.isEmpty() ? Optional.empty() : Optional.of(value), word, "FILE"))
                        .toAbsolutePath();
            case "isolated" -> isolated = plain(word);
            case "dhcp" -> dhcp = plain(word);
            default -> throw refusal("net.option", word);
        }
        boolean forShared = List.of("translator", "forward", "isolated").contains(halves[0]);
        if (forShared && !kind.equals("shared") || halves[0].equals("dhcp") && !kind.equals("internal")) {
            throw refusal("net.option-elsewhere", halves[0], kind);
        }
    }

    private static Optional<Boolean> flag(String value) {
        return switch (value) {
            case "on" -> Optional.of(true);
            case "off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static boolean plain(String word) throws Refusal {
        if (word.indexOf('=') >= 0) {
            throw refusal("net.option", word);
        }
        return true;
    }

    private static int number(String value, String word) throws Refusal {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw refusal("net.value", word, "64, 1000");
        }
    }

    private static String words(Enum<?>[] all) {
        return Arrays.stream(all)
                .map(value -> value.name().toLowerCase(java.util.Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private static <T> T known(Optional<T> value, String word, String possible) throws Refusal {
        if (value.isPresent()) {
            return value.get();
        }
        throw refusal("net.value", word, possible);
    }

    private static Refusal refusal(String key, Object... arguments) {
        return Refusal.of(Refusal.Cause.INPUT, key, arguments);
    }

    private Backend backend() {
        return switch (kind) {
            case "shared" -> new Shared(translator, isolated, forwards);
            case "internal" -> new Internal(place, dhcp);
            case "bridge" -> new Bridged(null, place);
            case "tap" -> new Bridged(place, null);
            default -> new Unconnected();
        };
    }

    /**
     * The networks that these requests describe, named net0 and so on. What is not asked for is as in the network that stands in its place.
     *
     * @param present those of the machine so far
     * @param usual the model of one that is new
     */
    public static List<Network> networks(List<NetworkRequest> requests, List<Network> present, Model usual) {
        List<Network> networks = new ArrayList<>();
        for (NetworkRequest request : requests) {
            int index = networks.size();
            Network before = index < present.size()
                    ? present.get(index)
                    : Network.of("net" + index, usual, MacAddress.random(), Shared.USUAL);
            networks.add(new Network(
                    before.id(),
                    request.model == null ? before.model() : request.model,
                    request.mac == null ? before.mac() : request.mac,
                    request.backend(),
                    request.link,
                    request.rate,
                    request.capture,
                    request.boot == null ? before.bootIndex() : request.boot,
                    request.slot == null ? before.port() : request.slot));
        }
        return networks;
    }
}
