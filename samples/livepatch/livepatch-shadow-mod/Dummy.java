package samples.livepatch;

/**
 * What livepatch-shadow-mod allocates and frees.
 *
 * @param number which one it is
 * @param expires when it is to be freed, by {@link System#nanoTime}
 */
public record Dummy(int number, long expires) {
    @Override
    public String toString() {
        return "dummy " + number;
    }
}
