package org.vitrine.testbed.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import javafx.application.Platform;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListCell;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;
import org.vitrine.app.view.shell.VitrineApplication;
import org.vitrine.display.console.ConsoleView;
import org.vitrine.testbed.screen.Picture;

/** The application itself, in this process and on this session's screen; used as a person does, by pointer and keys. */
final class Application implements AutoCloseable {
    private final FxRobot robot = new FxRobot();
    private final Stage stage;
    private final VitrineApplication application;

    private Application(Stage stage, VitrineApplication application) {
        this.stage = stage;
        this.application = application;
    }

    /** JavaFX, once for all tests. */
    private static final class Fx {
        static {
            // The tests know the windows by their English words.
            Locale.setDefault(Locale.ENGLISH);
            Platform.setImplicitExit(false);
            Platform.startup(() -> {});
        }

        static void start() {}
    }

    /** Starts it and waits for its window. */
    static Application start() throws Exception {
        Fx.start();
        Application started = WaitForAsyncUtils.asyncFx(() -> {
                    Stage stage = new Stage();
                    VitrineApplication application = new VitrineApplication();
                    application.start(stage);
                    return new Application(stage, application);
                })
                .get();
        Stage stage = started.stage();
        Await.until("the window has the focus", Await.WINDOW, () -> started.onFx(stage::isFocused));
        return started;
    }

    Stage stage() {
        return stage;
    }

    /** Gives it files as a second application does. */
    void open(List<Path> files) {
        application.take(files);
    }

    String title() throws Exception {
        return onFx(stage::getTitle);
    }

    /** Asks something on the JavaFX thread. */
    <T> T onFx(Callable<T> question) throws Exception {
        return WaitForAsyncUtils.asyncFx(question).get();
    }

    /** The node of an id, in whatever window, if it can be seen. */
    Optional<Node> find(String id) throws Exception {
        return seen(node -> id.equals(node.getId()));
    }

    /** Whether some words can be seen. */
    boolean shows(String words) throws Exception {
        return seen(node -> node instanceof Labeled label
                        && label.getText() != null
                        && label.getText().contains(words))
                .isPresent();
    }

    /** The entry of the side list whose words for a screen reader begin so. */
    Optional<Node> shelf(String words) throws Exception {
        return seen(node -> node instanceof ListCell<?> cell
                && cell.getAccessibleText() != null
                && cell.getAccessibleText().startsWith(words));
    }

    /** Whether a label that shows some words has room for all that it says. */
    boolean isWhole(String words) throws Exception {
        Optional<Node> label = seen(node -> node instanceof Label each
                && each.getText() != null
                && each.getText().contains(words));
        return label.isPresent()
                && onFx(() -> label.get().lookup(".text") instanceof Text text
                        && text.getText().equals(((Label) label.get()).getText()));
    }

    /** The middle of a node on the screen. */
    Point2D centre(Node node) throws Exception {
        Bounds bounds = onFx(() -> node.localToScreen(node.getBoundsInLocal()));
        return new Point2D(bounds.getCenterX(), bounds.getCenterY());
    }

    private Optional<Node> seen(Predicate<Node> condition) throws Exception {
        return onFx(() -> Window.getWindows().stream()
                .filter(Window::isShowing)
                .flatMap(window -> robot.from(window.getScene().getRoot()).lookup(condition).queryAll().stream())
                .filter(Application::isSeen)
                .findFirst());
    }

    private static boolean isSeen(Node node) {
        for (Node each = node; each != null; each = each.getParent()) {
            if (!each.isVisible()) {
                return false;
            }
        }
        // A place that is being left has no scene any more.
        Scene scene = node.getScene();
        Bounds bounds = node.localToScene(node.getLayoutBounds());
        return scene != null
                && bounds.getHeight() > 0
                && bounds.getMinY() >= 0
                && bounds.getMaxY() <= scene.getHeight();
    }

    /** Waits for a node and gives it. */
    Node node(String id) throws Exception {
        // The one that was seen: while a window changes its size a second look may miss it.
        Node[] seen = {null};
        Await.until(id + " can be seen", Await.WINDOW, () -> {
            seen[0] = find(id).orElse(null);
            return seen[0] != null;
        });
        return seen[0];
    }

    /** The bar with a notice, if there is one. */
    Optional<Node> findNotice() throws Exception {
        return seen(node ->
                node.getParent() != null && node.getParent().getStyleClass().contains("notification-bar"));
    }

    /** Waits for a notice and gives its bar. */
    Node notice() throws Exception {
        Await.until("a notice", Await.WINDOW, () -> findNotice().isPresent());
        return findNotice().orElseThrow();
    }

    /** The words of a label or button. */
    String words(String id) throws Exception {
        Labeled labeled = (Labeled) node(id);
        return onFx(labeled::getText);
    }

    /** The button that shows some words, once it can be seen. */
    Node button(String words) throws Exception {
        Predicate<Node> condition = node -> node instanceof ButtonBase button
                && button.getContentDisplay() != ContentDisplay.GRAPHIC_ONLY
                && words.equals(button.getText());
        Await.until(
                "a button “" + words + "”", Await.WINDOW, () -> seen(condition).isPresent());
        return seen(condition).orElseThrow();
    }

    /** Makes the machine that the sheet shows, and starts it. */
    void createAndStart() throws Exception {
        click("create.start");
    }

    /** Shows the console of the one machine in the library that runs. */
    void showMachine() throws Exception {
        var unused = node("library.grid");
        Await.until("a card", Await.WINDOW, () -> seen(Application::isCard).isPresent());
        robot.moveTo(seen(Application::isCard).orElseThrow());
        click(button("Show"));
    }

    private static boolean isCard(Node node) {
        return node.getId() != null && node.getId().startsWith("machine.");
    }

    /** Presses and releases keys, the last one while the others are held. */
    void press(KeyCode... keys) {
        robot.push(keys);
    }

    /** What has the keyboard. */
    Optional<Node> focused() throws Exception {
        return onFx(() -> Optional.ofNullable(stage.getScene().getFocusOwner()));
    }

    /** Clicks on a node, once it stands still and can be used. */
    void click(Node node) throws Exception {
        click(node.toString(), () -> Optional.of(node));
    }

    /** Clicks on what has that id by then: a page may put another in its place meanwhile. */
    void click(String id) throws Exception {
        click(id, () -> find(id));
    }

    private interface Finder {
        Optional<Node> find() throws Exception;
    }

    private void click(String what, Finder finder) throws Exception {
        Bounds[] before = {null};
        Node[] found = {null};
        Await.until(what + " stands still and can be clicked", Await.WINDOW, () -> {
            Node node = finder.find().orElse(null);
            Bounds now = node == null
                    ? null
                    : onFx(() -> node.isDisabled() ? null : node.localToScreen(node.getBoundsInLocal()));
            boolean still = now != null && node == found[0] && now.equals(before[0]);
            before[0] = now;
            found[0] = node;
            return still;
        });
        robot.clickOn(found[0]);
    }

    /** Opens the menu beside a button. */
    void openMenu(String id) throws Exception {
        Node button = node(id);
        click(onFx(() -> button.lookup(".arrow-button")));
    }

    /** Starts or shows the first or last machine of the library by the keyboard. @param end HOME or END */
    void primaryOf(KeyCode end) throws Exception {
        Node grid = node("library.grid");
        Await.until(
                "the library has the keyboard",
                Await.WINDOW,
                () -> onFx(() -> {
                    grid.requestFocus();
                    return grid.isFocused();
                }));
        press(end);
        press(KeyCode.ENTER);
    }

    /** The console that is shown. */
    ConsoleView console() throws Exception {
        return (ConsoleView) node("console");
    }

    /** What the X screen shows where the console has to draw a guest's picture: each pixel by a whole number, centred. */
    Picture shown(Picture guest) throws Exception {
        ConsoleView console = console();
        Bounds room = onFx(() -> console.localToScreen(console.getLayoutBounds()));
        int multiple = (int) Math.min(room.getWidth() / guest.width(), room.getHeight() / guest.height());
        if (multiple < 1) {
            throw new AssertionError("A console of %s is too small for %s".formatted(room, guest));
        }
        // Places in a window are sums of fractions: one may be a hair less than the whole number that it means.
        int left = (int) Math.round(room.getMinX())
                + Math.floorDiv((int) Math.round(room.getWidth()) - multiple * guest.width(), 2);
        int top = (int) Math.round(room.getMinY())
                + Math.floorDiv((int) Math.round(room.getHeight()) - multiple * guest.height(), 2);
        Picture screen = Session.screen();
        return Picture.of(multiple * guest.width(), multiple * guest.height(), (x, y) -> screen.at(left + x, top + y));
    }

    /** Waits until the X screen shows what a machine says that it shows, pixel for pixel. */
    Picture awaitSame(Machine machine) throws Exception {
        Picture[] same = new Picture[1];
        Await.passes(Await.WINDOW, () -> {
            Picture guest = machine.screen();
            Picture seen = shown(guest);
            int multiple = seen.width() / guest.width();
            String difference = seen.differenceFrom(
                    Picture.of(seen.width(), seen.height(), (x, y) -> guest.at(x / multiple, y / multiple)));
            if (difference != null) {
                throw new AssertionError("The X screen shows another picture than the guest: " + difference);
            }
            same[0] = guest;
        });
        return same[0];
    }

    /** Keeps a picture of the whole screen, for people to look at. */
    static void keep(String name) throws Exception {
        Session.screen()
                .writePng(org.vitrine.testbed.Checkout.target().resolve("app").resolve(name + ".png"));
    }

    /** Drags a file from another program to the middle of the window and drops it there. */
    void drop(Path file) throws Exception {
        try (Drag drag = Drag.begin(file)) {
            Bounds target = onFx(() -> stage.getScene()
                    .getRoot()
                    .localToScreen(stage.getScene().getRoot().getLayoutBounds()));
            drag.to(new Point2D(target.getCenterX(), target.getCenterY()));
        }
    }

    @Override
    public void close() throws Exception {
        onFx(() -> {
            // All of them: a list of windows changes as they close.
            List.copyOf(Window.getWindows()).forEach(Window::hide);
            application.stop();
            return true;
        });
    }
}
