// The addresses that MLflow's client prints after each run lead to our pages. A server never sees what follows the #.
(function () {
  const places = [
    [/^#\/experiments\/[^/?]+\/runs\/([\w-]+)/, '/runs/'],
    [/^#\/experiments\/([\w-]+)/, '/experiments/'],
    [/^#\/experiments/, '/experiments'],
    [/^#\/models\/([^/?]+\/versions\/\d+)/, '/models/'],
    [/^#\/models\/([^/?]+)/, '/models/'],
    [/^#\/models/, '/models'],
  ];
  function follow() {
    for (const [pattern, place] of places) {
      const found = pattern.exec(location.hash);
      if (found) {
        location.replace(place + (found[1] || ''));
        return;
      }
    }
  }
  follow();
  addEventListener('hashchange', follow);
})();
